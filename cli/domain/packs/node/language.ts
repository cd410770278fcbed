import type { Language } from "../shared/language.ts";

const never = /(?!)/;
/** Options are no default, unless they say so. */
const withDefault =
  /^\s{0,9}(?:,(?!\s{0,9}\{(?=[^}\n]{0,200}\})(?![^}\n]{0,200}(?:default|fallback|optional|[rR]equired\s{0,9}:\s{0,9}false)))|\)\s{0,9}(?:\?\?|\|\|))/;
/** env-var gives nothing for what it is not told to require: `env.get("SITE").asString()`. */
const withDefaultOrType =
  /^\s{0,9}(?:,(?!\s{0,9}\{(?=[^}\n]{0,200}\})(?![^}\n]{0,200}(?:default|fallback|optional|[rR]equired\s{0,9}:\s{0,9}false)))|\)\s{0,9}(?:\?\?|\|\||\.(?:default|as[A-Z]\w{0,20})\())/;

/** JavaScript and TypeScript, as they are written for a server. */
export const javascript: Language = {
  name: "JavaScript",
  files: /\.[cm]?[jt]sx?$/,
  // Settings of tools stand at the top of a package; those of the program are among its sources: src/config/app.config.ts.
  notRun:
    /(\.(test|spec|bench|stories|d|min)\.[cm]?[jt]sx?|(^|\/)(gulpfile|gruntfile|docker-entrypoint|tests?[-_]helpers?)\.[cm]?[jt]s|^(?:(?!(?:src|server|app|backend|api|lib)\/)[^/]{1,99}\/){0,9}[^/]{1,99}\.config\.[cm]?[jt]sx?|(?:^|\/)(?:vite|vitest|jest|webpack|rollup|babel|postcss|tailwind|next|nuxt|svelte|astro|tsup|eslint|prettier|playwright|cypress|drizzle|vue|metro|stylelint|remix|craco|uno|codegen|i18next-parser|rspack|rsbuild|tsdown)[\w.-]{0,20}\.config\.[cm]?[jt]sx?)$/i,
  // A tool wrote it for browsers, in hardly a line.
  apart: /^[^\n]{3000}/m,
  ofPages: /^(?:client|front-?end|browser|web-?ui)\//,
  foldersNotRun: ["public", "extra", "migrations", "seeders", "seeds", "scripts", "mocks", "remix.init"],
  comments: /^[ \t]*(\/\/|\*|\/\*).*$|(?<=[;,{})][ \t])\/\/ .*$/gm,
  // import env from "./env": what that makes of the variables is said there.
  notRead: {
    inFiles:
      /^import[ \t]{1,9}(?:\*[ \t]as[ \t])?(?:\{[^}\n]{0,200})?\benv\b[^"'\n]{0,200}from[ \t]{1,9}["'](?!(?:node:)?process["']|\$env\/dynamic\/)|^(?:export[ \t]{1,9})?const[ \t]{1,9}(?:\{[ \t]{0,9})?env\b[^=\n]{0,60}=(?![ \t]{0,9}(?:process|globalThis)\b)/m,
    reads: /(?<![.\w])env\.[A-Z][A-Z0-9_]*/g,
  },
  sourcesOf: uncompiled,
  port: {
    defaults: [
      /\bPORT\b["'\]]*(?:\s*,\s*10)?(?:\s*\))*\s*(?:\?\?|\|\|)\s*(?:process\.env\.\w{1,40}\s*(?:\?\?|\|\|)\s*)?["'`]?(\d{2,5})\b/g, // Number(process.env.PORT) || 3000
      /\bPORT\b["']?\s*:\s*[\w.()]{1,80}\(\{?[^\n]{0,200}\bdefault\b[:(]\s*["']?(\d{2,5})\b/g, // PORT: z.coerce.number().default(3000)
      /\bPORT["']?\s{0,9}:\s{0,9}(?:z|v|t|[jJ]oi)\b(?:(?!\n\s{0,9}["']?[A-Z][A-Z0-9_]{1,60}["']?\s{0,9}:)[\s\S]){0,400}?\.default\(["']?(\d{2,5})\b/g, // the same over several lines
      /\bPORT["'\]]{0,2}\s*,\s*(?!10\s{0,4}\))["']?(\d{2,5})\b/g, // read("PORT", 3000), or numberOf(process.env.PORT, 3000)
      /(?:^|[{,;]|\b(?:const|let|var)\b)\s{0,20}PORT\s*(?::\s*\w+\s*)?=\s*["']?(\d{2,5})\b/gm, // const { PORT = 3000 } = process.env
      /\bdefault\s*:\s*["']?(\d{2,5})["']?\s*,\s*(?:\w{1,20}\s*:\s*[^\n,]{1,60},\s*)?env\s*:\s*["']PORT["']/g, // { default: 3000, env: "PORT" }
      /\bPORT\b["']?\s{0,9}:\s{0,9}\{[^{}]{0,200}?\bdefault["']?\s{0,9}:\s{0,9}["']?(\d{2,5})\b/g, // a schema of JSON
      /\bPORT\b\s*\?[^:?;{}]{0,80}:\s*["']?(\d{2,5})\b/g, // process.env.PORT ? Number(process.env.PORT) : 3000
      /\bconst\s{1,4}(?:DEFAULT_(?:SERVER_|HTTP_|APP_)?PORT|default(?:Server|Http|App)?Port)\b[^=\n]{0,20}=\s{0,4}["']?(\d{2,5})\b/g, // PORT ?? DEFAULT_PORT
    ],
    fixed: [
      /\.listen\(\s*["']?(\d{2,5})\b/g,
      /\.listen\(\s*\{[^}]{0,400}?\bport\s*:\s*["']?(\d{2,5})\b/g,
      /(?:^|[{,;.(]|\b(?:const|let|var)\b)\s{0,20}port\s*=\s*["']?(\d{2,5})\b/gim,
      // Bun, Hono, Apollo, and Hapi, which older ones tell in two steps.
      /(?:\b(?:Bun\.serve|serve|Hapi\.[sS]erver|[sS]erver\.connection|startStandaloneServer|createMicroservice(?:<\w{1,40}>)?)\(|\bexport default)\s{0,9}[^;{]{0,60}\{[^;]{0,400}?\bport\s*:\s*["']?(\d{2,5})\b/g,
      // Servers of WebSockets that are their own.
      /\bnew (?:[\w.]{1,30}\.)?(?:WebSocketServer|WSServer|Server)\(\s{0,9}(?:\{[^}]{0,200}?\bport\s*:\s*)?(\d{2,5})\b/g,
      /\.set\(\s{0,9}["']port["']\s{0,9},\s{0,9}["']?(\d{2,5})\b/g,
      /\brequire\(["']socket\.io["']\)(?:\.listen)?\(\s{0,9}(\d{2,5})\b/g,
    ],
    read: /\benv(?:\.PORT\b|\[["']PORT["']\])|\b[cC]onfig(?:Service)?\.get(?:OrThrow)?(?:<[^>\n]{1,60}>)?\(\s{0,40}["'`]PORT["'`]|\bPORT["']?:\s{0,4}(?:["'][a-z][\w.]{0,40}["']|Env\.schema\b)/g,
    setting: {
      said: /^(?:\t| {2,4})["']?port["']?\s{0,9}:\s{0,9}["']?(\d{4,5})\b/gm,
      files: /(?:^|[/._-])(?:conf|config|configuration|defaults?|settings|options)[./_-]/i,
      listens: /\.listen\(/g,
    },
    variables: true,
  },
  loopback:
    /(?:\.listen\((?:[^;\n]{0,200}|\s{0,20}\{[^}]{0,200}?\bhost\s{0,9}:\s{0,9})|\bHapi\.[sS]erver\(\s{0,9}\{[^}]{0,200}?\bhost\s{0,9}:\s{0,9})["'](?:localhost|127\.0\.0\.1)["']/g,
  loopbackHost:
    /\bHOST\s{0,4}:\s{0,4}Env\.schema\b|\bHOST\b["'\]]{0,2}\)?\s{0,9}(?:\?\?|\|\||=|,|:\s{0,9}[\w.()]{1,80}\.default\(|:\s{0,9}\{[^{}]{0,200}?\bdefault["']?\s{0,9}:)\s{0,9}["'](?:localhost|127\.0\.0\.1)["']/g,
  variables: {
    // What is handed to another program is set there, and not read.
    reads: [
      /(?<!import\.meta\.|\bdelete (?:[\w.]{1,60}\.)?)\benv\.([A-Z][A-Z0-9_]+)\b(?!\s{0,4}=(?![=>]))/g,
      /(?<!import\.meta\.|\bdelete (?:[\w.]{1,60}\.)?)\benv\[["']([A-Z][A-Z0-9_]+)["']\](?!\s{0,4}=(?![=>]))/g,
    ],
    // parseInt(process.env.LIMIT, 10) || 5
    optionalAfter: /^!?(?:,\s{0,4}10)?[)\s]*(?:\?\?|\|\|)/,
    // numberOf(process.env.LIMIT, 5), by a function that is called like what it makes of it
    defaulted: [
      /\b(?:\w{0,30}(?:[eE]nv|[pP]arse|[nN]um|[bB]ool|[iI]nt|[fF]lag|[dD]efault)\w{0,30}|(?:as|to|get|read)[A-Z]\w{0,30})\(\s{0,40}process\.env\.([A-Z][A-Z0-9_]{1,80})\s{0,40},\s{0,40}(?!(?:10|16)\s{0,40}\))(?=true|false|-?\d|["'`[]|null|undefined|[A-Z]{2})/g,
    ],
    goesOn: true,
    demands: {
      missingBefore: /\bif\s{0,4}\((?:(?!&&)[^{};]){0,200}!\s{0,4}(?:process\.)?$/,
      only: /^[^{;]{0,200}&&/,
      missingAfter: /^\s{0,4}===?\s{0,4}(?:undefined|null|""|'')/,
      ends: /\bthrow\b|\bprocess\.exit\(/,
      instead:
        /^\)?\s{0,80}(?:\?\?|\|\|)\s{0,80}(?:\(\s{0,9}(?:\(\)\s{0,9}=>|function\b)\s{0,9}\{\s{0,80}throw\b|(?:fail|raise|panic|missing|abort)\w{0,20}\()/,
      lists: [
        /\b(?:[rR]equired|REQUIRED|[mM]andatory|MANDATORY|[nN]eeded)\w{0,30}(?:\s{0,4}:\s{0,4}[\w<>[\] ]{1,40}?)?\s{0,4}[=:]\s{0,4}\[([^\]]{1,3000})\]/g,
        /\[([^\][]{1,2000})\]\s{0,40}\.(?:forEach|filter|every|find|map)\(\s{0,4}\(?\w{1,40}[^\n]{0,120}(?:\n[^\n]{0,120}){0,2}?\bprocess\.env\[/g,
      ],
      byName: /\benv\[\s{0,4}[a-z]/,
      several: /\b(?:const|let|var)\s{1,9}\{([^{}]{1,3000})\}\s{0,9}=\s{0,9}process\.env\b(?!\.)/g,
    },
    sets: [/\bprocess\.env\.([A-Z][A-Z0-9_]+)\s{0,9}(?:\?\?|\|\|)?=(?!=)/g],
    testedAfter: /^(?:,\s{0,4}10)?[)\s]*(?:\?(?!\?)|&&|===?|!==?|[<>])/,
    testedLater: [
      ...["if (%)", "if (% ", "if (%.", "if (!%)", "if (!% ", "% && ", "% ? "],
      ...["% != null", "% !== null", "% !== undefined", "% == null", "% === undefined"],
    ],
    testedBefore:
      /(?:!|!!\w{1,20}\(|&&\s*|\|\|\s*|\?\?\s*|\b(?:if|while|\w{0,20}[bB]ool(?:ean)?\w{0,20})\s*\()(?:process\.)?$/,
    helpers: [
      {
        calls:
          /\b(?:(?:require|must|need|assert|ensure)\w{0,14}[eE]nv\w{0,20}|(?:required|mandatory|(?:get|must)Required|mustGet)\w{0,12})\(\s{0,40}["'`]([A-Z][A-Z0-9_]+)["'`]/g,
        optional: never,
      },
      {
        calls:
          /\b(?!(?:set|un|has|is|delete|stub|require|must|need|assert|ensure|bool|flag|switch)\w{0,14}[eE]nv)(?:\w{1,14}Env|env)(?:[A-Z]\w{0,19})?\(\s{0,40}["'`]([A-Z][A-Z0-9_]+)["'`]/g,
        optional: withDefault,
      },
      // Strapi's.
      { calls: /\benv\.(?:array|json|object)\(\s{0,40}["'`]([A-Z][A-Z0-9_]+)["'`]/g, optional: withDefault },
      // The service of Nest, and of those who call theirs like it.
      {
        calls: /\b[cC]onfig(?:Service)?\.getOrThrow(?:<[^>\n]{1,60}>)?\(\s{0,40}["'`]([A-Z][A-Z0-9_]+)["'`]/g,
        optional: never,
      },
      // And methods of a class around it.
      {
        calls: /\bthis\.(?:get|read|env)\w{0,20}(?:<[^>\n]{1,60}>)?\(\s{0,40}["'`]([A-Z][A-Z0-9]*_[A-Z0-9_]+)["'`]/g,
        optional: withDefault,
      },
      {
        calls: /\b(?:[cC]onfig(?:Service)?|env)\.get(?:<[^>\n]{1,60}>)?\(\s{0,40}["'`]([A-Z][A-Z0-9_]+)["'`]/g,
        optional: withDefaultOrType,
      },
      {
        calls: /\bget\(\s{0,40}["'`]([A-Z][A-Z0-9_]+)["'`]\s{0,9}\)\s{0,40}\.required\(/g,
        optional: never,
      },
    ],
    own: {
      flagged: [
        /\b(?:function\s{1,9}|const\s{1,9})(\w{2,40})(?:\s{0,9}=\s{0,9}(?:async\s{0,9})?)?\(\s{0,40}\w{1,40}(?:\s{0,9}:\s{0,9}\w{1,40})?\s{0,9},\s{0,40}(?:is|be)?[rR]equired\b/g,
      ],
      flagOn: /\b(\w{2,40})\(\s{0,40}["'`]([A-Z][A-Z0-9_]+)["'`]\s{0,9},\s{0,40}true\b/g,
      lenient: [
        /\bfunction\s{1,9}(\w{2,40})\s{0,9}\(\s{0,40}(\w{1,40})\b[^(){}]{0,80}\)\s{0,9}(?::[^{\n]{0,60})?\{\s{0,80}(?:if\s{0,4}\(\s{0,4}!\s{0,4}\2\s{0,4}\)\s{0,4}\{?\s{0,80}return\b|return\s{1,9}!?\(?\2\s{0,4}(?:\?|\|\||&&))/g,
        /\bconst\s{1,9}(\w{2,40})\s{0,9}=\s{0,9}\(?\s{0,9}(\w{1,40})\b[^(){}=]{0,60}\)?\s{0,9}(?::[^={\n]{0,40})?=>\s{0,40}(?:\{\s{0,80}if\s{0,4}\(\s{0,4}!\s{0,4}\2\s{0,4}\)\s{0,4}\{?\s{0,80}return\b|!?\(?\2\s{0,4}(?:\?|\|\||&&))/g,
      ],
    },
    wantsExample: /["']dotenv-safe(?:\/config)?["'](?![^;]{0,200}\ballowEmptyValues\b)/,
    properties: [
      {
        inFiles: /\.object\(/,
        field: /^[ \t]{0,40}([a-z]\w{0,60})[ \t]{0,9}:[ \t]{0,9}(?=z(?:\.|$))/gm,
        optional: /\b(?:default|prefault|optional|nullish|catch)\b/,
      },
    ],
    schemas: [
      {
        inFiles: /\bprocess\.env\b|\bcreateEnv\(|\bcleanEnv\(|["'](?:@fastify\/env|env-schema)["']/,
        field:
          /^[ \t]{0,40}["']?([A-Z][A-Z0-9_]{1,80})["']?[ \t]{0,9}:[ \t]{0,9}(?=(?:z|t|v|envalid|Type)(?:\.|$)|(?:str|url|num|port|bool|host|email|json)\()/gm,
        // A default while developing is none of the image.
        optional: /\b(?:default|prefault|optional|Optional|nullish|catch)\b/,
      },
      {
        // Names are made of those of variables: botToken of BOT_TOKEN.
        inFiles: /\b(?:(?:\w{0,20}[tT]oC|c)amelCase\w{0,10}|camelizeKeys|constantCase)\(/,
        field: /^[ \t]{0,40}([a-z]\w{0,60})[ \t]{0,9}:[ \t]{0,9}(?=(?:z|v|t)\.)/gm,
        optional: /\b(?:default|prefault|optional|nullish|catch)\b/,
        isCamel: true,
      },
      {
        // Joi does without whatever it is not told to require.
        inFiles: /\b[jJ]oi\b/,
        field: /^[ \t]{0,40}["']?([A-Z][A-Z0-9_]{1,80})["']?[ \t]{0,9}:[ \t]{0,9}(?=[jJ]oi(?:\.|$))/gm,
        optional: /^(?![\s\S]*\.required\(\))|\.(?:when|default|optional)\(/,
      },
      {
        // AdonisJS.
        inFiles: /\bEnv\.(?:create|rules)\(/,
        field: /^[ \t]{0,40}["']?([A-Z][A-Z0-9_]{1,80})["']?[ \t]{0,9}:[ \t]{0,9}(?=Env\.schema\.)/gm,
        optional: /\.optional\b/,
      },
      {
        inFiles: /\bplainTo(?:Class|Instance)\(|\bvalidate(?:Sync|Config)\(/,
        field: /^[ \t]{1,8}([A-Z][A-Z0-9_]{1,80})!?[ \t]{0,4}:[ \t]{0,4}(?=\w)/gm,
        optional: /@IsOptional\(|@ValidateIf\(|\s=\s/,
      },
      {
        // Schemas of JSON: what stands in their list `required`.
        inFiles: /["'](?:@fastify\/env|env-schema)["']/,
        field: /["']([A-Z][A-Z0-9_]{1,80})["'](?=\s{0,40}[,\]])/g,
        optional: /\benum\b/,
      },
    ],
  },
  health: [/@(?:Get|Controller)\(\s*["'](readyz?|livez?|healthz?)["']/g],
  stops: /["'`]SIGTERM["'`]|\benableShutdownHooks\b|\bclose-with-grace\b|\bterminus\b/g,
  writes: [
    /\bmulter\(\s*\{\s*dest\s*:\s*["'`]\.?\/?([\w-]+)\/?["'`]/g,
    /\bdestination\s*:\s*["'`](?:\.\/)?([\w-]+)\/?["'`]/g,
    /(?<!\bfrom[ \t]|\brequire\(|\bimport\()["'`](?:file:)?(?:\.\/)?([\w-]{1,60})(?:\/[\w-]{1,60}){0,3}\/[\w.-]{1,60}\.(?:sqlite3?|db)["'`?]/g, // a file of SQLite
    // DATA_DIR || path.join(process.cwd(), "data")
    /\b(?:[A-Z0-9]{1,30}_){0,3}(?:DATA|STORAGE|UPLOADS?|HISTORY|CACHE|LOGS?|FILES)_(?:DIR|DIRECTORY|PATH|FOLDER)\b[^\n]{0,60}(?:\n[^\n]{0,40}?)?\b(?:join|resolve)\(\s{0,9}(?:__dirname|process\.cwd\(\)|[A-Z_]{3,30})\s{0,4},\s{0,9}["'`](?:\.\/)?([\w-]{1,60})["'`]/g,
    /\bmkdir(?:Sync)?\(\s*["'`]\.?\/?([\w-]+)\/?["'`]/g,
  ],
};

/** `dist/main.js` is written as `src/main.ts` or `main.ts`. */
function uncompiled(entry: string): string[] {
  return ["src/", "", "lib/"].flatMap((folder) =>
    [".ts", ".mts", ".js"].map((end) =>
      entry.replace(/^(dist|build|lib|out)\/(src\/)?/, folder).replace(/(\.[cm]?js)?$/, end),
    ),
  );
}
