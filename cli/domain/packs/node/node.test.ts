import { describe, expect, test } from "vitest";
import { tree } from "../../../../testing/fixtures/project-tree.ts";
import { renderDockerfile } from "../../dockerfile/render.ts";
import { isWorthReading } from "../reading.ts";
import { subtree } from "../tree.ts";
import { readManifest } from "./manifest.ts";
import { node } from "./node.ts";
import { choosePackageManager } from "./package-managers.ts";
import { detectStart } from "./start.ts";
import { detectNode } from "./version.ts";

const json = (value: object) => ({ "package.json": value });

describe("start command", () => {
  const startOf = (files: Record<string, string | object>) => {
    const project = tree(files);
    const { command, at } = detectStart(readManifest(project), project);
    return `${command.join(" ")} (${at})`;
  };

  test.each([
    [
      "a plain node command runs by itself",
      { scripts: { start: "node server.js" } },
      "node server.js (package.json:3)",
    ],
    [
      "NODE_ENV is set by the image",
      { scripts: { start: "NODE_ENV=production node a.js" } },
      "node a.js (package.json:3)",
    ],
    ["options are kept", { scripts: { start: "node --import=x a.js 1" } }, "node --import=x a.js 1 (package.json:3)"],
    ...["node --env-file=.env a.js", "node --env-file-if-exists .env.local a.js", "env-cmd -f x.env node a.js"].map(
      (start): [string, object, string] => [
        `${start}: the file of variables stays at home`,
        { scripts: { start } },
        "node a.js (package.json:3)",
      ],
    ),
    [
      "a dependency's program too",
      { scripts: { start: "next start" }, dependencies: { next: "1" } },
      "node_modules/.bin/next start (package.json:3)",
    ],
    ["a shell line is npm's", { scripts: { start: "a && node b.js" } }, "npm start (package.json:3)"],
    ["a variable as well", { scripts: { start: "PORT=1 node b.js" } }, "npm start (package.json:3)"],
    ["prestart is not skipped", { scripts: { start: "node a.js", prestart: "x" } }, "npm start (package.json:3)"],
    [
      "the script for production, where there is one",
      { scripts: { start: "nest start", "start:prod": "node dist/main" } },
      "node dist/main (package.json:4)",
    ],
    [
      "a program with a package of another name",
      { scripts: { start: "fastify start app.js" }, dependencies: { "fastify-cli": "7" } },
      "node_modules/.bin/fastify start app.js (package.json:3)",
    ],
    ["bun runs by itself", { scripts: { start: "bun run src/index.ts" } }, "bun run src/index.ts (package.json:3)"],
    [
      "another script is what it says",
      { scripts: { start: "npm run serve-it", "serve-it": "node b.js" } },
      "node b.js (package.json:4)",
    ],
    [
      "a script for production that runs a file, where `start` is for developers",
      { scripts: { start: "webpack-dev-server", prod: "node server/a.js" } },
      "node server/a.js (package.json:4)",
    ],
    [
      "or is run from its sources",
      { scripts: { start: "tsx src/a.ts", prod: "node build/a.js", build: "tsup" } },
      "node build/a.js (package.json:4)",
    ],
    [
      "what compiles is left to the image",
      { scripts: { start: "npm run build && node dist/a.js", build: "tsc" } },
      "node dist/a.js (package.json:3)",
    ],
    [
      "whatever builds is left to the image, and what another script says is run",
      { scripts: { start: "yarn build && yarn server", build: "node build.js", server: "node src/a.js" } },
      "node src/a.js (package.json:5)",
    ],
    [
      "a script for production may set variables",
      { scripts: { dev: "nodemon", serve: "A_PATH=dist/c.js NODE_ENV=production node dist/a.js", build: "tsc" } },
      "npm run serve (package.json:4)",
    ],
    [
      "what AdonisJS is started by is what it builds of that",
      {
        scripts: { start: "node bin/server.ts", build: "node ace build" },
        dependencies: { "@adonisjs/core": "6" },
      },
      "node build/bin/server.js (package.json:3)",
    ],
    [
      "what brings data up to date is not",
      { scripts: { start: "npm run migrate && node a.js", migrate: "knex migrate:latest" } },
      "npm start (package.json:3)",
    ],
    [
      "variables come from where it runs",
      {
        scripts: { start: "pnpm with-env next start", "with-env": "dotenv -e ../.env --" },
        dependencies: { next: "15" },
      },
      "node_modules/.bin/next start (package.json:3)",
    ],
    [
      "unless something runs before that",
      { scripts: { start: "npm run serve-it", "serve-it": "node b.js", "preserve-it": "x" } },
      "npm start (package.json:3)",
    ],
    [
      "of a script for production that builds first, the build is left to the image",
      { scripts: { start: "ts-node a.ts", prod: "npm run build && node dist/a.js", build: "tsc" } },
      "node dist/a.js (package.json:4)",
    ],
    [
      "what a framework made runs by itself",
      { scripts: { start: "nuxi start", build: "nuxi build" }, devDependencies: { nuxt: "^4.0.0" } },
      "node .output/server/index.mjs (package.json:7)",
    ],
    [
      "but an older one by its own program",
      { scripts: { start: "nuxt start", build: "nuxt build" }, dependencies: { nuxt: "^2.15.0" } },
      "node_modules/.bin/nuxt start (package.json:3)",
    ],
    [
      "what compiles before it is left to the image",
      { scripts: { start: "node dist/a.js", prestart: "tsc" }, devDependencies: { typescript: "6" } },
      "node dist/a.js (package.json:3)",
    ],
    [
      "so is what copies",
      { scripts: { start: "node a.js", prestart: "test -f b.js || cp b.template.js b.js" } },
      "node a.js (package.json:3)",
    ],
    [
      "and what makes place for that",
      { scripts: { "start:prod": "node dist/a.js", "prestart:prod": "rm -rf dist && npm run c", c: "tsc" } },
      "node dist/a.js (package.json:3)",
    ],
    [
      "but not what does more before it",
      { scripts: { start: "node dist/a.js", prestart: "tsc && node migrate.js" } },
      "npm start (package.json:3)",
    ],
    [
      "what compiles in the same line as well",
      { scripts: { start: "tsc && node dist/a.js", build: "tsc" } },
      "node dist/a.js (package.json:3)",
    ],
    [
      "and what only looks for mistakes",
      { scripts: { start: "tsc && tsx src/a.ts" }, dependencies: { tsx: "4" } },
      "node_modules/.bin/tsx src/a.ts (package.json:3)",
    ],
    [
      "what keeps it running in the background is left out",
      { scripts: { start: "cross-env NODE_ENV=production pm2 start ./src/a.js -i max --name shop" } },
      "node ./src/a.js (package.json:3)",
    ],
    [
      "main, where a build makes it",
      { main: "dist/a.js", scripts: { build: "tsc" } },
      "node dist/a.js (package.json:2)",
    ],
  ])("%s", (_, manifest, expected) => expect(startOf(json(manifest))).toBe(expected));

  test.each<[string, Record<string, string | object>, string]>([
    [
      "the program that is run by the package's name, where main is for others",
      {
        ...json({ name: "@a/shop", main: "lib.js", bin: { other: "o.js", shop: "./bin/shop.js" } }),
        "bin/shop.js": "",
      },
      "node bin/shop.js (package.json:4)",
    ],
    [
      "with the command that has it answer",
      {
        ...json({ main: "dist/lib.js", bin: "bin/a.js", scripts: { build: "tsc" } }),
        "bin/a.js": "",
        "src/cli.ts": 'yargs.command("build", "b").command("serve", "s");',
      },
      "node bin/a.js serve (package.json:3)",
    ],
    [
      "but not one that is main itself",
      { ...json({ main: "a.js", bin: "./a.js" }), "a.js": "" },
      "node a.js (package.json:2)",
    ],
    [
      "a source that Bun runs as it is",
      { ...json({ scripts: { build: "tsc" } }), "bun.lock": "", "src/index.tsx": "" },
      "bun src/index.tsx (assumed)",
    ],
    [
      "a server of one's own around what SvelteKit builds",
      {
        ...json({ scripts: { build: "vite build" }, devDependencies: { "@sveltejs/adapter-node": "5" } }),
        "server.js": 'import { handler } from "./build/handler.js";',
      },
      "node server.js (server.js:1)",
    ],
  ])("%s", (_, files, expected) => expect(startOf(files)).toBe(expected));

  describe("of what Nx builds", () => {
    const project = (options: object, executor = "@nx/esbuild:esbuild") => ({
      projectType: "application",
      targets: { build: { executor, options } },
    });
    const server = project({ outputPath: "dist/api", main: "src/main.ts" });
    const page = project({ outputPath: "dist/web", main: "src/main.ts" }, "@angular/build:application");
    const manifest = { scripts: { start: "nx serve", build: "nx build" } };

    test.each<[Record<string, object>, string]>([
      [{ "project.json": server }, "node dist/api/main.js (project.json:7)"],
      [
        { "apps/api/project.json": server, "apps/web/project.json": page },
        "node dist/api/main.js (apps/api/project.json:7)",
      ],
      [{ "apps/a/project.json": server, "apps/b/project.json": server }, "npm start (package.json:3)"],
    ])("%j: %s", (files, expected) => expect(startOf({ ...json(manifest), ...files })).toBe(expected));
  });

  test("an adapter of SvelteKit for something else is named", () =>
    expect(() =>
      startOf(json({ scripts: { build: "vite build" }, devDependencies: { "@sveltejs/adapter-auto": "1" } })),
    ).toThrow(expect.objectContaining({ hint: expect.stringContaining("@sveltejs/adapter-node") })));

  test("server.js is npm's own default", () => {
    expect(startOf({ "package.json": {}, "server.js": "" })).toBe("node server.js (assumed)");
  });

  test("a development dependency that starts it is seen", () => {
    const project = tree(json({ scripts: { start: "tsx src/a.ts" }, devDependencies: { tsx: "4" } }));
    expect(detectStart(readManifest(project), project).needsDevelopment).toBe("tsx");
  });

  test("Node is there, also if its package is a development dependency", () => {
    const project = tree(json({ scripts: { start: "node a.js" }, devDependencies: { node: "24" } }));
    expect(detectStart(readManifest(project), project).needsDevelopment).toBeUndefined();
  });
});

describe("Node version", () => {
  const versionOf = (engines: string | undefined, files: Record<string, string> = {}) => {
    const project = tree({ "package.json": engines ? { engines: { node: engines } } : {}, ...files });
    const { value, at } = detectNode(readManifest(project), project);
    return `${value} ${at}`;
  };

  test.each([
    [undefined, {}, "24 assumed"],
    [">=18", {}, "24 package.json:3"],
    ["^20.11.0", {}, "20 package.json:3"],
    ["20.x", {}, "20 package.json:3"],
    ["18 || 20", {}, "20 package.json:3"],
    [">=16 <19", {}, "18 package.json:3"],
    ["22.3.0", {}, "22 package.json:3"],
    ["whatever", {}, "24 assumed"],
    [undefined, { ".nvmrc": "v20.11.1\n" }, "20 .nvmrc:1"],
    [undefined, { ".nvmrc": "lts/jod" }, "22 .nvmrc:1"],
    [undefined, { ".tool-versions": "ruby 3.3\nnodejs 22.1.0\n" }, "22 .tool-versions:2"],
    [undefined, { ".nvmrc": "lts/*" }, "24 .nvmrc:1"],
    [undefined, { ".tool-versions": "pnpm 10.1\nnodejs 23.11.1\n" }, "23 .tool-versions:2"],
    [undefined, { "mise.toml": '[tools]\nnode = "22"\n' }, "22 mise.toml:2"],
    [undefined, { ".node-version": "22" }, "22 .node-version:1"],
    [">=18", { ".nvmrc": "22" }, "22 .nvmrc:1"],
    [">=24", { ".nvmrc": "20" }, "24 package.json:3"],
    ["22 || 26 <26.3.1", { ".nvmrc": "26" }, "26 .nvmrc:1"],
  ])("engines %s and %j: %s", (engines, files, expected) => expect(versionOf(engines, files)).toBe(expected));
});

describe("package manager", () => {
  const dockerfileOf = (files: Record<string, string | object>) =>
    renderDockerfile(node.detect(tree({ "server.js": "", ...files })).dockerfile ?? []);

  test.each([
    ["nothing says so", {}, {}, "npm assumed"],
    ["its lockfile", {}, { "package-lock.json": "" }, "npm package-lock.json"],
    ["pnpm's lockfile", {}, { "pnpm-lock.yaml": "" }, "pnpm pnpm-lock.yaml"],
    ["yarn's lockfile", {}, { "yarn.lock": "" }, "yarn yarn.lock"],
    ["bun's lockfile", {}, { "bun.lock": "" }, "bun bun.lock"],
    [
      "packageManager before a lockfile",
      { packageManager: "pnpm@9.1.0" },
      { "package-lock.json": "" },
      "pnpm package.json:2",
    ],
  ])("%s", (_, manifest, files, expected) => {
    const project = tree({ ...json(manifest), ...files });
    const { manager, at } = choosePackageManager(readManifest(project), project);
    expect(`${manager.name} ${at}`).toBe(expected);
  });

  test("pnpm comes into the image in the pinned version", () => {
    const dockerfile = dockerfileOf({
      ...json({ packageManager: "pnpm@9.1.0+sha512.abc" }),
      "pnpm-lock.yaml": "",
      ".npmrc": "",
    });
    expect(dockerfile).toContain("npm install --global --force pnpm@9.1.0\n");
    expect(dockerfile).toContain("COPY package.json pnpm-lock.yaml .npmrc ./\n");
    expect(dockerfile).toContain("pnpm install --frozen-lockfile --prod");
  });

  test("yarn from version 2 on is another program, and its folder is copied as one", () => {
    const dockerfile = dockerfileOf({
      ...json({ packageManager: "yarn@4.5.0" }),
      "yarn.lock": "",
      ".yarnrc.yml": "",
      ".yarn/releases/yarn-4.5.0.cjs": "",
    });
    expect(dockerfile).toContain("@yarnpkg/cli-dist@4.5.0");
    expect(dockerfile).toContain("COPY package.json yarn.lock .yarnrc.yml ./\nCOPY .yarn ./.yarn");
  });

  test("scripts that an installation runs get the files they may need", () => {
    expect(dockerfileOf(json({ scripts: { postinstall: "node patch.js" } }))).toContain("COPY . ./\n");
    const withTool = { scripts: { postinstall: "patch-package" }, devDependencies: { "patch-package": "8" } };
    expect(dockerfileOf({ ...json(withTool), "package-lock.json": "" })).toContain(
      "npm ci --no-audit --no-fund && npm prune --omit=dev --ignore-scripts --no-audit --no-fund && mkdir",
    );
    expect(dockerfileOf({ ...json(withTool), "yarn.lock": "" })).toContain("yarn install --frozen-lockfile && mkdir");
    const without = { scripts: { postinstall: "node patch.js" }, devDependencies: { "patch-package": "8" } };
    expect(dockerfileOf({ ...json(without), "package-lock.json": "" })).toContain("npm ci --omit=dev");
    expect(dockerfileOf(json({ scripts: { prepare: "husky" } }))).toMatch(
      / npm pkg delete scripts.prepare && npm install --omit=dev/,
    );
  });

  test("a program without SIGTERM handler is given one", () => {
    const [without, handled] = ["", 'process.on("SIGTERM", stop)'].map((text) =>
      dockerfileOf({ ...json({ scripts: { start: "node a.js" } }), "a.js": text }),
    );
    expect(without).toContain("--import");
    expect(handled).toContain('\nCMD ["node", "a.js"]\n');
  });
});

test("line numbers are those of the key, not of another one of its name", () => {
  const text =
    '{\n  "config": { "start": 1, "scripts": { "start": "no" } },\n  "scripts": {\n    "x": "{ \\"start\\": ",\n    "start": "node a"\n  }\n}\n';
  expect(readManifest(tree({ "package.json": text })).at("scripts", "start")).toBe("package.json:5");
});

describe("what an installation reads beside its manifests", () => {
  const copiesOf = (manifest: object, files: Record<string, string>) => {
    const project = tree({ "server.js": "", ...json({ scripts: { start: "node server.js" }, ...manifest }), ...files });
    const text = renderDockerfile(node.detect(project).dockerfile ?? []);
    return [...text.matchAll(/^COPY (?!--from|\. )(.*)$/gm)].map(([, copy]) => copy);
  };

  test("is copied: patches of pnpm and Bun, packed packages, packages by their folder", () => {
    const patched = { pnpm: { patchedDependencies: { "ms@2.1.3": "patches/ms@2.1.3.patch" } } };
    const patches = { "patches/ms@2.1.3.patch": "", "pnpm-lock.yaml": "" };
    expect(copiesOf(patched, patches)).toEqual(["package.json pnpm-lock.yaml ./", "patches ./patches"]);
    const inWorkspace = "patchedDependencies:\n  ms@2.1.3: patches/ms@2.1.3.patch\n";
    expect(copiesOf({}, { ...patches, "pnpm-workspace.yaml": inWorkspace })).toEqual([
      "package.json pnpm-lock.yaml pnpm-workspace.yaml ./",
      "patches ./patches",
    ]);
    const local = { dependencies: { lib: "file:lib-1.0.0.tgz", other: "file:./vendor/o.tgz", util: "file:libs/util" } };
    const files = { "lib-1.0.0.tgz": "", "vendor/o.tgz": "", "libs/util/package.json": "{}", "package-lock.json": "" };
    expect(copiesOf(local, files)).toEqual([
      "package.json package-lock.json lib-1.0.0.tgz ./",
      "libs/util ./libs/util",
      "vendor ./vendor",
    ]);
  });

  test("is not what is not there, or only linked", () => {
    const manifest = { dependencies: { a: "link:libs/a", b: "file:../b", c: "https://example.com/c.tgz" } };
    expect(copiesOf(manifest, { "libs/a/package.json": "{}", "package-lock.json": "" })).toEqual([
      "package.json package-lock.json ./",
    ]);
  });
});

describe("what an installation writes beside its packages", () => {
  const schema = (output = "") => ({
    "prisma/schema.prisma": `generator client {\n  provider = "prisma-client-js"\n${output}}\n`,
  });
  const beside = schema('  output = "../src/generated"\n');
  const prisma = { dependencies: { "@prisma/client": "6", prisma: "6" } };
  const inImage = (manifest: { scripts?: object; dependencies?: object }, files: Record<string, string> = {}) => {
    const scripts = { start: "node server.js", ...manifest.scripts };
    const text = renderDockerfile(
      node.detect(tree({ "server.js": "", ...json({ ...manifest, scripts }), ...files })).dockerfile ?? [],
    );
    const last = text.slice(text.lastIndexOf("\nFROM"));
    return { copies: last.match(/^COPY .*$/gm), hasLibrary: last.includes("openssl"), text };
  };
  const all = ["COPY --from=dependencies /app ./"];
  const apart = ["COPY --from=dependencies /app/node_modules ./node_modules", "COPY . ."];

  test("by its scripts is in the image", () => {
    expect(inImage({ scripts: { postinstall: "node gen.js" } }).copies).toEqual(all);
    expect(inImage({}).copies).toEqual(apart);
    const built = inImage({ scripts: { postinstall: "node gen.js", build: "tsc" } }).copies;
    expect(built).toEqual([apart[0], "COPY --from=build /app ./"]);
  });

  test("as a client of Prisma's is in the image, with what that needs of the system", () => {
    const byScript = { ...prisma, scripts: { postinstall: "prisma generate" } };
    expect(inImage(byScript, beside)).toMatchObject({ copies: all, hasLibrary: true });
    const found = inImage(prisma, beside);
    expect(found).toMatchObject({ copies: all, hasLibrary: true });
    expect(found.text).toMatch(/^COPY \. \.\/\nRUN .*prisma generate/m);
    expect(inImage(prisma, schema())).toMatchObject({ copies: apart, hasLibrary: true });
    const among = schema('  output = "../node_modules/.prisma/client"\n');
    expect(inImage(prisma, among)).toMatchObject({ copies: apart, hasLibrary: true });
    expect(inImage({ scripts: { postinstall: "node gen.js" } }).hasLibrary).toBe(false);
  });
});

describe("what an installation needs of the system", () => {
  const toolsOf = (manifest: object, files: Record<string, string> = {}) => {
    const project = tree({ "server.js": "", ...json({ scripts: { start: "node server.js" }, ...manifest }), ...files });
    const text = renderDockerfile(node.detect(project).dockerfile ?? []);
    return /--no-install-recommends (.*) && rm/.exec(text)?.[1];
  };

  test.each([
    "github:team/lib",
    "team/lib#v1",
    "git+https://example.com/team/lib.git",
    "git@github.com:team/lib.git",
    "https://example.com/team/lib.git#v1",
  ])("is Git for a package from %s", (from) => {
    expect(toolsOf({ dependencies: { lib: from } })).toBe("git ca-certificates");
  });

  test.each([
    ["package-lock.json", '"node_modules/lib": { "resolved": "git+ssh://git@github.com/team/lib.git#0123456" }'],
    ["yarn.lock", 'lib@team/lib:\n  resolved "https://example.com/team/lib.git#0123456789"\n'],
    ["pnpm-lock.yaml", "  lib@https://example.com/lib:\n    resolution: {commit: 0123456, repo: a, type: git}\n"],
  ])("is Git for what %s has from there", (file, text) => {
    expect(toolsOf({}, { [file]: text })).toBe("git ca-certificates");
  });

  test.each([
    ["package-lock.json", '"node_modules/prebuild-install": {}'],
    ["yarn.lock", "node-gyp@^10.0.0:\n"],
    ["pnpm-lock.yaml", "  /node-gyp@9.4.1:\n"],
    ["pnpm-lock.yaml", "  '@mapbox/node-pre-gyp@1.0.11':\n"],
  ])("is compilers for what %s compiles: %s", (file, text) => {
    expect(toolsOf({}, { [file]: text })).toBe("python3 make g++");
  });

  test("is nothing else", () => {
    const repository = { type: "git", url: "git+https://github.com/team/shop.git" };
    const manifest = {
      repository,
      dependencies: { "@a/b": "^1.0.0", c: "file:libs/c", d: "npm:e@1", f: "workspace:*" },
    };
    expect(toolsOf(manifest, { "package-lock.json": '"node_modules/npm/node_modules/node-gyp": {}' })).toBe(undefined);
  });
});

describe("a build that writes among the installed packages", () => {
  const imageOf = (build: string, text: string) => {
    const manifest = { scripts: { start: "node server.js", build, gen: "node tools/gen.js" } };
    const project = tree({ "server.js": "", ...json(manifest), "tools/gen.js": text, "package-lock.json": "" });
    const { dockerfile, warnings } = node.detect(project);
    return { text: renderDockerfile(dockerfile ?? []), warnings: warnings.map(({ text }) => text).join() };
  };

  test.each([
    ["node tools/gen.js", 'fs.writeFileSync("node_modules/.client/index.js", "")'],
    ["npm run gen && tsc", 'mkdirSync(join("node_modules", "client"))'],
    ["npm run gen", 'fs.cpSync("client", path.join(__dirname, "..", "node_modules/client"))'],
    ["cp -r client node_modules/client", ""],
    ["gen --out node_modules/client", ""],
  ])("has them in what runs: %s, %s", (build, text) => {
    const image = imageOf(build, text);
    expect(image.text).not.toContain("AS dependencies");
    expect(image.text).not.toContain("rm -rf node_modules");
    expect(image.warnings).toContain("node_modules");
  });

  test.each([
    ["node tools/gen.js", 'fs.writeFileSync("dist/index.js", readFileSync("node_modules/a/b.js"))'],
    ["cp -r node_modules/a/b dist", ""],
  ])("is none that only reads there: %s, %s", (build, text) => {
    expect(imageOf(build, text).text).toContain("AS dependencies");
  });
});

describe("warnings", () => {
  const warningsOf = (manifest: object, files: Record<string, string> = {}) =>
    node
      .detect(tree({ "server.js": "", "package-lock.json": "", ...json(manifest), ...files }))
      .warnings.map(({ text }) => text);

  test("none for a sound project", () => expect(warningsOf({ scripts: { start: "node server.js" } })).toEqual([]));

  test.each([
    ["workspaces", { workspaces: ["packages/*"] }, {}, "workspace"],
    ["a database that chatops does not set up", { dependencies: { kafkajs: "2" } }, {}, "kafka"],
    ["an address that nobody reaches", {}, { "server.js": 'x.listen(3000, "localhost")' }, "server.js:1"],
    ["modules of another machine", {}, { ".dockerignore": "dist\n" }, "node_modules"],
    [
      "a token that no build has",
      {},
      { ".npmrc": "//npm.example.com/:_authToken=${NPM_TOKEN}\n" },
      "variable NPM_TOKEN",
    ],
    ["a Dockerfile elsewhere", {}, { "docker/Dockerfile": "FROM node" }, "docker/Dockerfile is not used"],
    ["uploads that do not last", {}, { "server.js": 'multer({ dest: "uploads" })' }, "/app/uploads"],
  ])("%s", (_, manifest, files, words) => expect(warningsOf(manifest, files).join()).toContain(words));
});

describe("what a program needs of another package", () => {
  const repository = tree({
    "package.json": { workspaces: ["apps/*", "packages/*"] },
    "apps/web/package.json": { scripts: { start: "node server.js" }, dependencies: { "@shop/db": "*" } },
    "apps/web/server.js": "listen(process.env.PORT || 3000);",
    "packages/db/package.json": { name: "@shop/db", dependencies: { "@prisma/client": "6", prisma: "6" } },
    "packages/db/prisma/schema.prisma": 'datasource db {\n  provider = "postgresql"\n  url = env("SHOP_STORE")\n}\n',
    "packages/db/prisma/migrations/1_a/migration.sql": "",
  });
  const web = { ...subtree(repository, "apps/web"), within: { repository, folder: "apps/web" } };

  const generate = "PATH=/app/packages/db/node_modules/.bin:/app/node_modules/.bin:$PATH prisma generate";

  test("is the client that Prisma makes there", () => {
    const text = renderDockerfile(node.detect(web).dockerfile ?? []);
    const reads = "COPY packages/db/prisma ./packages/db/prisma";
    expect(text).toContain(`${reads}\nRUN ${generate} --schema packages/db/prisma/schema.prisma\n`);
    expect(text.match(/install -y --no-install-recommends openssl/g)).toHaveLength(2);
  });

  test("is its database, by the variable that Prisma's schema names, and its migrations", () => {
    const { services, processes } = node.detect(web);
    expect(services.map(({ kind, variables }) => [kind.name, variables])).toEqual([
      ["postgres", [{ value: "SHOP_STORE", at: "../../packages/db/prisma/schema.prisma:3" }]],
    ]);
    expect(processes?.migration?.value).toBe("prisma migrate deploy --schema /app/packages/db/prisma/schema.prisma");
  });
});

test.each([
  ["src/data.ts", "new DataSource({ migrationsRun: true })"],
  ["server.js", "await knex.migrate.latest();"],
  ["src/db.ts", "await migrate(db, { migrationsFolder });"],
])("what %s brings up to date by itself is nobody else's to do: %s", (path, text) => {
  const files = json({ scripts: { start: "node a.js", migrate: "node migrate.js" }, dependencies: { pg: "8" } });
  expect(node.describe(tree({ ...files, "a.js": "", "scripts/up.js": text })).migration).toBeDefined();
  expect(node.describe(tree({ ...files, "a.js": "", [path]: text })).migration).toBeUndefined();
});

test("what compiles where no script does is run for the image", () => {
  const manifest = { scripts: { start: "npx tsc -p . && node dist/a.js" }, devDependencies: { typescript: "6" } };
  const image = renderDockerfile(node.detect(tree({ ...json(manifest), "src/a.ts": "" })).dockerfile ?? []);
  expect(image).toContain("RUN npx tsc -p . && rm -rf node_modules");
  expect(image).toMatch(/^CMD \["node", .*"dist\/a\.js"\]$/m);
});

test.each<[Record<string, string>, string]>([
  [{ "build:prod": "nest build", "build:bun": "bun build" }, "npm run build:prod"],
  [
    { "build:client": "vite build", "build:api": "tsc", "build:docker": "docker build .", "build:dev": "tsc" },
    "npm run build:client && npm run build:api",
  ],
  [{ compile: "shx rm -rf lib/ && tsc", bundle: "tsc --noEmit" }, "npm run compile"],
])("where no script is called build, those of its parts are: %j", (scripts, expected) => {
  const manifest = { scripts: { start: "node dist/a.js", ...scripts } };
  const image = renderDockerfile(node.detect(tree({ ...json(manifest), "src/a.ts": "" })).dockerfile ?? []);
  expect(image).toContain(`RUN ${expected} && rm -rf node_modules`);
});

test("migrations are run by the file that people run for them, not by the tool that wrote them", () => {
  const migration = (script: string) =>
    node.describe(
      tree({
        ...json({
          scripts: { start: "bun run src/a.ts", "db:migrate": script },
          dependencies: { "drizzle-kit": "0.20" },
        }),
        "drizzle.config.ts": "",
      }),
    ).migration?.value;
  expect(migration("bun run src/migrate.ts")).toContain("src/migrate.ts");
  expect(migration("drizzle-kit push")).toBe("node_modules/.bin/drizzle-kit migrate");
});

test("beside a script for developers, a server of the project's own is what runs", () => {
  const start = (text: string) =>
    node
      .detect(tree({ ...json({ scripts: { start: "ember serve", build: "ember build" } }), "server.js": text }))
      .evidence.find(({ what }) => what === "start")?.value;
  expect([start("app.listen(process.env.PORT);"), start("export {};")]).toEqual(["node server.js", "ember serve"]);
});

test("RedwoodJS builds, serves and migrates by its own tool", () => {
  const project = tree({
    ...json({ workspaces: ["api", "web"], devDependencies: { "@redwoodjs/core": "8" } }),
    "redwood.toml": "[api]\n  port = 8911\n[web]\n  port = 8900\n",
    "api/package.json": { dependencies: { "@redwoodjs/api": "8" } },
    "web/package.json": { dependencies: { "@redwoodjs/web": "8" } },
    "api/db/schema.prisma": 'datasource db {\n  provider = "postgresql"\n  url = env("DATABASE_URL")\n}\n',
    "api/db/migrations/1_a/migration.sql": "",
  });
  const { port, services, dockerfile, processes } = node.detect(project);
  expect(node.recognize(project)).toBeDefined();
  expect([port.value, services.map(({ kind }) => kind.name)]).toEqual([8900, ["postgres"]]);
  expect(processes?.migration?.value).toBe("node_modules/.bin/rw prisma migrate deploy");
  const image = renderDockerfile(dockerfile ?? []);
  expect(image).toContain("RUN node_modules/.bin/rw build\n");
  expect(image).toMatch(/^CMD .*node_modules\/\.bin\/rw/m);
});

test("AdonisJS brings its data up to date by a command that is built with it", () => {
  const manifest = {
    scripts: { start: "node bin/server.js", build: "node ace build" },
    dependencies: { "@adonisjs/core": "6", "@adonisjs/lucid": "21" },
  };
  const files = { ...json(manifest), "ace.js": "", "database/migrations/1_users.ts": "" };
  expect(node.describe(tree(files)).migration).toMatchObject({ value: "node build/ace.js migration:run --force" });
  const moved = tree({
    ...files,
    Dockerfile: 'FROM node:24\nCOPY --from=a /app/build /app\nCMD ["node", "bin/server.js"]',
  });
  expect(node.describe(moved).migration).toMatchObject({ value: "node ace.js migration:run --force" });
});

test("a bot answers nobody, though it has a server for what it tells of itself", () => {
  const project = (dependencies: object) => {
    const files = tree({ ...json({ scripts: { start: "node a.js" }, dependencies }), "a.js": "start();" });
    return node.serves?.(files, node.detect(files));
  };
  expect(project({ express: "5" })).toBe(true);
  expect(project({ express: "5", "discord.js": "14" })).toBe(false);
});

test("names of variables are made of those of settings", () => {
  const settings =
    'const schema = v.object({\n  botToken: v.string(),\n  logLevel: v.optional(v.string(), "info"),\n});\nv.parse(schema, keysToCamelCase(process.env));';
  const files = { ...json({ scripts: { start: "node a.js" } }), "a.js": settings };
  expect(node.detect(tree(files)).variables.map(({ value }) => value)).toEqual(["BOT_TOKEN"]);
});

test("a library that stands among the sources as a browser loads it says nothing of the program", () => {
  const library = `var a=process.env.A_KEY;${"b();".repeat(9000)}`;
  const files = {
    ...json({ scripts: { start: "node a.js" } }),
    "a.js": "use(process.env.B_KEY);",
    "libs/x.js": library,
  };
  expect(node.detect(tree(files)).variables.map(({ value }) => value)).toEqual(["B_KEY"]);
});

test("a script that calls another one needs what that needs", () => {
  const scripts = {
    start: "node a.js",
    "migration:run": "npm run typeorm -- migration:run",
    typeorm: "typeorm-ts-node-commonjs",
  };
  const files = json({ scripts, dependencies: { pg: "8", typeorm: "1" }, devDependencies: { "ts-node": "10" } });
  expect(node.describe(tree({ ...files, "a.js": "" })).migration?.needsDevelopment).toBe("ts-node");
});

test("what a module of the project's own makes of the variables is none", () => {
  const variables = (first: string) =>
    node
      .detect(tree({ ...json({ scripts: { start: "node a.js" } }), "a.js": `${first}\nuse(env.API_KEY);` }))
      .variables.map(({ value }) => value);
  expect(variables('import env from "./env.js";')).toEqual([]);
  expect(variables('import { env } from "node:process";')).toEqual(["API_KEY"]);
});

test("the client that Prisma makes is there for the build and for the program", () => {
  const files = {
    ...json({
      scripts: { start: "node dist/a.js", build: "tsc" },
      prisma: { schema: "db/schema.prisma" },
      dependencies: { "@prisma/client": "6" },
      devDependencies: { prisma: "6" },
    }),
    "package-lock.json": "{}",
    "db/schema.prisma": 'datasource db {\n  provider = "sqlite"\n}\n',
  };
  const text = renderDockerfile(node.detect(tree(files)).dockerfile ?? []);
  const generate = "node_modules/.bin/prisma generate --schema db/schema.prisma";
  expect(text).toContain(`COPY db ./db\nRUN ${generate}\n`);
  expect(text).toContain(`RUN ${generate} && npm run build`);
  expect(text.match(/install -y --no-install-recommends openssl/g)).toHaveLength(2);
});

test("what the start script compiles is compiled in the image", () => {
  const manifest = { scripts: { start: "npm run scss && node app.js", scss: "sass a.scss a.css" } };
  const image = renderDockerfile(node.detect(tree({ ...json(manifest), "app.js": "" })).dockerfile ?? []);
  expect(image).toContain("RUN npm run scss && rm -rf node_modules");
  expect(image).toMatch(/^CMD \["node", .*"app\.js"\]$/m);
});

test("of two lock files, the one counts that the scripts are written for", () => {
  const files = {
    ...json({ scripts: { build: "pnpm clean && tsup" } }),
    "package-lock.json": "",
    "pnpm-lock.yaml": "",
  };
  const project = tree(files);
  expect(choosePackageManager(readManifest(project), project).lockfile).toBe("pnpm-lock.yaml");
});

test("pages pass on what a file of variables says", () => {
  const facts = node.detect({
    ...tree({
      ...json({ scripts: { build: "vite build" }, devDependencies: { vite: "7" } }),
      ".env": "VITE_API=http://127.0.0.1:3002/\n",
      "vite.config.ts": 'export default { server: { proxy: { "/api": { target: env.VITE_API, rewrite: a } } } };\n',
    }),
    beside: new Map([[3002, "back"]]),
  });
  expect(renderDockerfile(facts.dockerfile ?? [])).toContain("proxy_pass http://back:3002/;");
});

test("a Procfile says what is started, where the start script is for developers", () => {
  const files = {
    "package.json": { scripts: { start: "nodemon", build: "tsc" } },
    Procfile: "web: node build/app.js\n",
    "src/app.ts": "app.listen(process.env.PORT);",
    ".env.example": "PORT=3005\n",
  };
  const facts = node.detect(tree(files));
  expect(renderDockerfile(facts.dockerfile ?? [])).toMatch(/^CMD \["node", .{0,99}"build\/app\.js"\]$/m);
  expect(facts.port).toEqual({ value: 3005, at: "example, PORT is read in src/app.ts:1" });
});

test.each<[string, Record<string, string>, string]>([
  [
    "the only port that people are told to set",
    {
      "a.js": 'const all = [map("CORE_PORT"), map("STORE_S3_PORT")];',
      ".env.example": "CORE_PORT=3007\nSTORE_S3_PORT=9000",
    },
    "3007 a.js:1 CORE_PORT",
  ],
  [
    "the settings, where the code leaves it to them",
    {
      "a.js": 'import config from "config";\nlisten(process.env.PORT ?? config.get("server.port"));',
      "config/default.yml": "server:\n  port: 3008\n",
    },
    "3008 config/default.yml:2",
  ],
  [
    "a list of variables and settings",
    { "a.js": 'const names = { PORT: "port" };' },
    "8080 assumed, PORT is read in a.js:1",
  ],
])("%s", (_, files, expected) => {
  const { port } = node.detect(tree({ ...json({ scripts: { start: "node a.js" } }), ...files }));
  expect(`${port.value} ${port.at}`).toBe(expected);
});

test("Volta pins a version in a part of its own", () => {
  const project = tree(json({ volta: { node: "20.11.0" } }));
  expect(detectNode(readManifest(project), project)).toEqual({ value: 20, at: "package.json:2" });
});

test("what Express's generator starts is read", () => {
  const start = { scripts: { start: "node ./bin/www" }, dependencies: { express: "4" } };
  expect(isWorthReading("bin/www", 10)).toBe(true);
  const files = {
    "package.json": start,
    "bin/www": "const port = normalizePort(process.env.PORT || '3006');",
    "app.js": "",
  };
  expect(node.detect(tree(files)).port.value).toBe(3006);
});

describe("what a framework's own server listens at", () => {
  test.each<[object, Record<string, string>, string]>([
    [{ scripts: { start: "next start" }, dependencies: { next: "15" } }, {}, "3000 package.json:3"],
    [{ scripts: { start: "next start -p 4000" }, dependencies: { next: "15" } }, {}, "4000 package.json:3"],
    [{ scripts: { start: "node app.js" }, dependencies: { sails: "1" } }, {}, "1337 sails's default"],
    [
      { scripts: { start: "node app.js" }, dependencies: { sails: "1" } },
      { "config/env.js": "port: process.env.PORT || 1400" },
      "1400 config/env.js:1",
    ],
    [{ scripts: { start: "PORT=${SHOP_PORT:-3001} node a.js" } }, {}, "3001 package.json:3"],
    [{ scripts: { start: "node a.js --port ${PORT:=3002}" } }, {}, "3002 package.json:3"],
    [{ scripts: { start: "vite preview --host" }, dependencies: { vite: "7" } }, {}, "4173 package.json:3"],
  ])("%j %j: %s", (manifest, files, expected) => {
    const { port } = node.detect(tree({ ...json(manifest), ...files }));
    expect(`${port.value} ${port.at}`).toBe(expected);
  });
});

describe("Fastify, which listens on this machine only unless it is told otherwise", () => {
  const loopbackOf = (dependency: string, text: string) =>
    node
      .detect(tree({ ...json({ scripts: { start: "node a.js" }, dependencies: { [dependency]: "5" } }), "a.js": text }))
      .warnings.some(({ text: warned }) => warned.startsWith("a.js:2 listens on this machine only"));

  test.each([
    ["app.listen({ port: process.env.PORT ?? 3000 })", true],
    ["app.listen({ port: 3000, host: '0.0.0.0' })", false],
    ["app.listen({ port, ...options })", false],
    ["app.listen(options)", false],
    ["app.listen(3000, '::')", false],
  ])("%s: %s", (line, isWarned) => expect(loopbackOf("fastify", `import x from "fastify";\n${line};`)).toBe(isWarned));

  test.each([
    ["await app.listen(process.env.PORT ?? 3000)", true],
    ["await app.listen(3000, '0.0.0.0')", false],
    ["await app.listen(port, address)", false],
  ])("of Nest: %s: %s", (line, isWarned) =>
    expect(loopbackOf("@nestjs/platform-fastify", `create(new FastifyAdapter());\n${line};`)).toBe(isWarned),
  );
});

describe("pages that the program serves from where they are built", () => {
  const files = {
    "package.json": { scripts: { start: "node server.js", "heroku-postbuild": "cd client && npm i && npm run build" } },
    "client/package.json": { scripts: { build: "react-scripts build" }, dependencies: { "react-scripts": "3.4.3" } },
    "client/yarn.lock": "",
    "client/public/index.html": "<p>",
    "server.js": 'serve(path.join(__dirname, "client", "build"));\nlisten(process.env.PORT || 5000);',
  };
  const textOf = (more: Record<string, string | object> = {}) =>
    renderDockerfile(node.detect(tree({ ...files, ...more })).dockerfile ?? []);

  test("are built beside it, with the Node and the package manager that they are for", () => {
    const text = textOf();
    expect(text).toMatch(/FROM node:16-slim AS pages\n[\s\S]*COPY client\/package.json client\/yarn.lock .\//);
    expect(text).toContain("RUN yarn run build\n");
    expect(text).toContain("COPY --from=pages /app/client/build ./client/build\n");
    expect(text).not.toContain("heroku-postbuild");
  });

  test("are left to a script that builds them", () => {
    const scripts = { start: "node server.js", build: "cd client && npm i && npm run build" };
    expect(textOf({ "package.json": { scripts } })).not.toContain("AS pages");
  });

  test("where nothing of the kind is served, what a platform calls builds the program", () => {
    expect(textOf({ "server.js": "listen(process.env.PORT || 5000);" })).toContain("RUN npm run heroku-postbuild");
  });
});

test.each<[string, object, Record<string, string>, string]>([
  ["has none of the hashes of Webpack 4", { dependencies: { "react-scripts": "^4.0.1" } }, {}, "node:16-slim"],
  ["is what its people pin", { dependencies: { "react-scripts": "^4.0.1" } }, { ".nvmrc": "18" }, "node:18-slim"],
  ["is no older than it allows", { engines: { node: ">=18" }, dependencies: { nuxt: "^2.1.0" } }, {}, "node:24-slim"],
  ["is new for what is new", { dependencies: { "react-scripts": "5.0.1" } }, {}, "node:24-slim"],
])("a Node for builders %s", (_, manifest, files, expected) => {
  const project = tree({ ...json({ scripts: { start: "node a.js" }, ...manifest }), "a.js": "", ...files });
  expect(renderDockerfile(node.detect(project).dockerfile ?? [])).toContain(`FROM ${expected} AS tools`);
});

test("the top of a workspace is no program of the framework that it names, if it builds what is below", () => {
  const manifest = { scripts: { build: "turbo run build" }, dependencies: { next: "15" } };
  expect(() => node.detect(tree(json(manifest)))).toThrow("nothing to start");
});

test("a database that the code looks for on its own machine, and that no variable tells of, is warned of", () => {
  const warningsOf = (text: string) =>
    node
      .detect(tree({ ...json({ scripts: { start: "node a.js" }, dependencies: { mongoose: "8" } }), "a.js": text }))
      .warnings.map(({ text: warned }) => warned)
      .join();
  const said = "looks for mongodb on its own machine";
  expect(warningsOf('connect("mongodb://localhost:27017/shop")')).toContain(`a.js:1 ${said}`);
  expect(warningsOf('connect(process.env.MONGO_URL || "mongodb://localhost:27017/shop")')).not.toContain(said);
  expect(warningsOf('fetch("http://localhost:9000")')).not.toContain(said);
});

test("what compiles before the start is run while the image is built", () => {
  const manifest = { scripts: { start: "node dist/a.js", prestart: "tsc" }, devDependencies: { typescript: "6" } };
  expect(renderDockerfile(node.detect(tree(json(manifest))).dockerfile ?? [])).toContain("RUN npm run prestart && rm");
});

test("Prisma's schema may be several files, with its migrations beside their folder", () => {
  const files = {
    ...json({ scripts: { start: "node a.js" }, dependencies: { "@prisma/client": "6", prisma: "6" } }),
    "prisma/schema/schema.prisma": 'datasource db {\n  provider = "postgresql"\n  url = env("SHOP")\n}\n',
    "prisma/schema/order.prisma": "",
    "prisma/migrations/1_a/migration.sql": "",
  };
  const { dockerfile, processes } = node.detect(tree(files));
  expect(renderDockerfile(dockerfile ?? [])).toContain("prisma generate --schema prisma/schema\n");
  expect(processes?.migration?.value).toBe("node_modules/.bin/prisma migrate deploy --schema prisma/schema");
});

test("the file of SQLite is said by the variable that Prisma's schema names", () => {
  const files = {
    ...json({ scripts: { start: "node a.js" }, dependencies: { "@prisma/client": "6", prisma: "6" } }),
    "prisma/schema.prisma": 'datasource db {\n  provider = "sqlite"\n  url      = env("DATABASE_URL")\n}\n',
  };
  expect(node.detect(tree(files)).variables).toEqual([{ value: "DATABASE_URL", at: "prisma/schema.prisma:3" }]);
});

test("migrations of a file of the container are run by nobody, and that is said", () => {
  const dependencies = { prisma: "6", "@prisma/client": "6" };
  const files = {
    ...json({ scripts: { start: "node a.js" }, dependencies }),
    "prisma/migrations/1_a/migration.sql": "",
  };
  const { warnings } = node.detect(tree(files));
  expect(warnings.map(({ text }) => text).join()).toContain("nothing runs the migrations");
});

test("a package that says no Node is built with one that the top allows", () => {
  const repository = tree({
    "package.json": { workspaces: ["apps/*"], engines: { node: ">=22.12.0 <23" } },
    "apps/web/package.json": { scripts: { start: "node server.js" } },
    "apps/web/server.js": "listen(process.env.PORT || 3000);",
  });
  const web = { ...subtree(repository, "apps/web"), within: { repository, folder: "apps/web" } };
  expect(renderDockerfile(node.detect(web).dockerfile ?? [])).toContain("FROM node:22-slim AS tools");
});

test("what SvelteKit takes while it is built is named, and what it reads later is a variable", () => {
  const { variables, warnings } = node.detect(
    tree({
      "package.json": { scripts: { build: "vite build" }, devDependencies: { "@sveltejs/adapter-node": "5" } },
      "src/lib/mail.ts": 'import { MAIL_KEY, MAIL_FROM } from "$env/static/private";',
      "src/lib/pay.ts": 'import { env } from "$env/dynamic/private";\npay(env.PAY_KEY);',
    }),
  );
  expect(variables.map(({ value }) => value)).toEqual(["PAY_KEY"]);
  expect(warnings).toContainEqual(
    expect.objectContaining({ text: expect.stringContaining("src/lib/mail.ts:1 has MAIL_KEY, MAIL_FROM taken") }),
  );
});
