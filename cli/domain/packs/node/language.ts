import type { Language } from "../shared/language.ts";

/** JavaScript and TypeScript, as they are written for a server. */
export const javascript: Language = {
  name: "JavaScript",
  files: /\.[cm]?[jt]sx?$/,
  notRun: /(\.(test|spec|bench|stories|d|config|min)\.[cm]?[jt]sx?|(^|\/)(gulpfile|gruntfile)\.js)$/i,
  foldersNotRun: ["public", "migrations", "seeders", "seeds", "scripts"],
  comments: /^[ \t]*(\/\/|\*|\/\*).*$|(?<=[;,{})][ \t])\/\/ .*$/gm,
  // import env from "./env": what that makes of the variables is said there.
  notRead: {
    inFiles:
      /^import[ \t]{1,9}(?:\*[ \t]as[ \t])?(?:\{[^}\n]{0,200})?\benv\b[^"'\n]{0,200}from[ \t]{1,9}["'](?!(?:node:)?process["'])/m,
    reads: /(?<![.\w])env\.[A-Z][A-Z0-9_]*/g,
  },
  sourcesOf: uncompiled,
  port: {
    defaults: [
      /\bPORT\b["'\]]*(?:\s*,\s*10)?(?:\s*\))*\s*(?:\?\?|\|\|)\s*["'`]?(\d{2,5})\b/g, // Number(process.env.PORT) || 3000
      /\bPORT\b["']?\s*:\s*[\w.()]{1,80}\(\{?[^\n]{0,200}\bdefault\b[:(]\s*["']?(\d{2,5})\b/g, // PORT: z.coerce.number().default(3000)
      /["']PORT["']\s*,\s*["']?(\d{2,5})\b/g, // read("PORT", 3000)
      /\bPORT\s*(?::\s*\w+\s*)?=\s*["']?(\d{2,5})\b/g, // const { PORT = 3000 } = process.env
      /\bPORT\b\s*\?[^\n:?]{0,80}:\s*["']?(\d{2,5})\b/g, // process.env.PORT ? Number(process.env.PORT) : 3000
    ],
    fixed: [
      /\.listen\(\s*["']?(\d{2,5})\b/g,
      /\.listen\(\s*\{[^}]{0,400}?\bport\s*:\s*["']?(\d{2,5})\b/g,
      /\bport\s*=\s*["']?(\d{2,5})\b/gi,
      /\bBun\.serve\(\s*\{[^}]{0,400}?\bport\s*:\s*(\d{2,5})\b/g,
    ],
    read: /\benv(?:\.PORT\b|\[["']PORT["']\])/g,
  },
  loopback: /\.listen\([^;\n]{0,200}["'](?:localhost|127\.0\.0\.1)["']/g,
  loopbackHost: /\bHOST\b["'\]]*\s*(?:\?\?|\|\||=)\s*["'](?:localhost|127\.0\.0\.1)["']/g,
  variables: {
    reads: [/(?<!import\.meta\.)\benv\.([A-Z][A-Z0-9_]+)\b/g, /(?<!import\.meta\.)\benv\[["']([A-Z][A-Z0-9_]+)["']\]/g],
    optionalAfter: /^[)\s]*(?:\?\?|\|\|)/,
    testedAfter: /^[)\s]*(?:\?(?!\?)|&&|===?|!==?)/,
    testedBefore: /(?:!|&&\s*|\|\|\s*|\?\?\s*|\b(?:if|while|Boolean)\s*\()(?:process\.)?$/,
    schemas: [
      {
        inFiles: /\bprocess\.env\b|\bcreateEnv\(|\bcleanEnv\(/,
        field:
          /^[ \t]{0,40}["']?([A-Z][A-Z0-9_]{1,80})["']?[ \t]{0,9}:[ \t]{0,9}(?=(?:z|[Jj]oi|t|v|envalid)\.|(?:str|url|num|port|bool|host|email|json)\()/gm,
        optional: /\b(?:default|optional|devDefault|nullish|catch)\b/,
      },
    ],
  },
  health: [/@(?:Get|Controller)\(\s*["'](readyz?|livez?|healthz?)["']/g],
  stops: /["'`]SIGTERM["'`]|\benableShutdownHooks\b|\bclose-with-grace\b|\bterminus\b/g,
  writes: [
    /\bmulter\(\s*\{\s*dest\s*:\s*["'`]\.?\/?([\w-]+)\/?["'`]/g,
    /\bdestination\s*:\s*["'`]\.?\/?([\w-]+)\/?["'`]/g,
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
