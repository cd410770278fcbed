import { describe, expect, test } from "vitest";
import { tree } from "../../../../testing/fixtures/project-tree.ts";
import { ignores } from "../../dockerfile/ignored.ts";
import { renderDockerfile } from "../../dockerfile/render.ts";
import { node } from "./node.ts";

const page = { "package.json": { scripts: { build: "vite build" }, devDependencies: { vite: "7" } } };

describe("the variables of a build", () => {
  const isLeftOut = (files: Record<string, string | object>) =>
    ignores(
      [".env.*", ...node.detect(tree({ ".env.production": "", ...files })).ignored].join("\n"),
      ".env.production",
    );

  test.each([
    ["reach that of a page", page, undefined],
    ["do not, if Git ignores them", { ...page, ".gitignore": ".env.*\n" }, ".env.*"],
    ["do, if Git ignores all but them", { ...page, ".gitignore": ".env.*\n!.env.production" }, undefined],
    ["do not reach that of a program", { "package.json": { scripts: { start: "node a.js" } } }, ".env.*"],
  ])("%s", (_, files, line) => expect(isLeftOut(files)).toBe(line));
});

test("Rollup and webpack build programs as well, and servers of files serve no program", () => {
  const built = { scripts: { build: "rollup -c" }, main: "dist/a.js", devDependencies: { rollup: "4" } };
  const facts = node.detect(tree({ "package.json": built }));
  expect(facts.evidence).toContainEqual(expect.objectContaining({ value: "node dist/a.js" }));
  const shown = { scripts: { start: "live-server --port=3000" }, devDependencies: { "live-server": "1" } };
  expect(node.recognize(tree({ "package.json": shown, "index.html": "" }))).toBeUndefined();
  expect(
    node.recognize(tree({ "package.json": { ...shown, dependencies: { express: "5" } }, "index.html": "" })),
  ).toBeDefined();
});

test.each([
  ["", true],
  ['import WebSocket from "ws";', false],
  ["const { Server } = require('ws')", false],
])("what a client of sockets in a browser asks for makes no server of pages, unless the code does: %j", (code, is) => {
  const manifest = { ...page["package.json"], main: "a.js", dependencies: { ws: "8" } };
  const { evidence } = node.detect(tree({ "package.json": manifest, "a.js": code }));
  expect(evidence.some(({ what }) => what === "single-page application")).toBe(is);
});

test.each([
  ["", "dist"],
  ['outDir: "./public_html/"', "public_html"],
  ['root: "src", build: { outDir: "../dist" }', "dist"],
  ["root: './src'", "src/dist"],
  ['root: fileURLToPath(new URL("src", import.meta.url)), build: { outDir: "../dist" }', "dist"],
])("with the setting %s of vite, pages are in %s", (setting, folder) => {
  const dockerfile = node.detect(tree({ ...page, "vite.config.ts": `export default { ${setting} }` })).dockerfile ?? [];
  expect(renderDockerfile(dockerfile)).toContain(`COPY --from=build /app/${folder} /usr/share/nginx/html/`);
});

test.each([
  [{ "@rsbuild/core": "1" }, {}, "dist"],
  [{ "@rsbuild/core": "1" }, { "rsbuild.config.ts": 'export default { output: { distPath: "./build" } }' }, "build"],
  [
    { "@rsbuild/core": "1" },
    { "rsbuild.config.ts": 'export default { output: { distPath: { js: "a", root: "out" } } }' },
    "out",
  ],
  [{ webpack: "5", "html-webpack-plugin": "5" }, {}, "dist"],
  [
    { "html-webpack-plugin": "5" },
    { "webpack.config.js": 'module.exports = { output: { path: path.resolve(__dirname, "./public/app") } }' },
    "public/app",
  ],
  [{ "@quasar/app-vite": "2", vite: "7" }, {}, "dist/spa"],
  [{ "parcel-bundler": "1" }, {}, "dist"],
  [{ "@stencil/core": "4" }, {}, "www"],
  [{ hexo: "7" }, {}, "public"],
  [{ rollup: "4" }, { "public/index.html": "" }, "public"],
  [
    { webpack: "5" },
    { "static/index.html": "", "webpack.config.js": 'output: { path: path.join(__dirname, "static") }' },
    "static",
  ],
])("pages that %j builds with %j are in %s", (devDependencies, files, folder) => {
  const manifest = { scripts: { build: "x build" }, devDependencies };
  const { dockerfile = [] } = node.detect(tree({ "package.json": manifest, ...files }));
  expect(renderDockerfile(dockerfile)).toContain(`COPY --from=build /app/${folder} /usr/share/nginx/html/`);
});

describe("pages that are written one by one", () => {
  const imageOf = (manifest: object, files: Record<string, string> = {}) => {
    const facts = node.detect(tree({ "package.json": manifest, ...files }));
    return renderDockerfile(facts.dockerfile ?? []);
  };
  const astro = { scripts: { dev: "astro dev", build: "astro build" }, dependencies: { astro: "5" } };

  test.each([
    ["Astro", astro, {}, "dist"],
    ["Astro, elsewhere", astro, { "astro.config.mjs": 'export default { outDir: "./site" }' }, "site"],
    ["Docusaurus", { scripts: { build: "docusaurus build" }, dependencies: { "@docusaurus/core": "3" } }, {}, "build"],
    ["Gatsby", { scripts: { build: "gatsby build" }, dependencies: { gatsby: "5" } }, {}, "public"],
    ["Eleventy", { scripts: { build: "eleventy" }, devDependencies: { "@11ty/eleventy": "3" } }, {}, "_site"],
    [
      "Eleventy, by an option",
      { scripts: { build: "eleventy --output=www" }, devDependencies: { "@11ty/eleventy": "3" } },
      {},
      "www",
    ],
    [
      "VitePress, in a folder",
      { scripts: { "docs:build": "vitepress build docs" }, devDependencies: { vitepress: "1", vite: "7" } },
      {},
      "docs/.vitepress/dist",
    ],
    [
      "Next, exported",
      { scripts: { build: "next build" }, dependencies: { next: "15" } },
      { "next.config.mjs": 'export default {\n  output: "export",\n};' },
      "out",
    ],
    [
      "Nuxt without a server",
      { scripts: { build: "nuxt build", generate: "nuxt generate" }, dependencies: { nuxt: "^4.1.0" } },
      { "nuxt.config.ts": "export default { ssr: false };" },
      ".output/public",
    ],
    [
      "an older one",
      { scripts: { build: "nuxt build", generate: "nuxt generate" }, dependencies: { nuxt: "^2.18.1" } },
      { "nuxt.config.js": 'module.exports = { target: "static" };' },
      "dist",
    ],
    ["Nuxt, generated", { scripts: { build: "nuxt generate" }, dependencies: { nuxt: "3" } }, {}, ".output/public"],
    [
      "SvelteKit, which Vite builds",
      { scripts: { build: "vite build" }, devDependencies: { "@sveltejs/adapter-static": "3", vite: "7" } },
      {},
      "build",
    ],
  ])("of %s are served from where they are written", (_, manifest, files, folder) =>
    expect(imageOf(manifest, files)).toContain(`COPY --from=build /app/${folder} /usr/share/nginx/html/`),
  );

  test("are found by their names without an end", () =>
    expect(imageOf(astro)).toContain("try_files $uri $uri.html $uri/ =404;"));

  test("are built by the script that is there", () => {
    const manifest = { scripts: { "docs:build": "vuepress build docs" }, devDependencies: { vuepress: "2" } };
    expect(imageOf(manifest)).toContain("npm run docs:build");
  });

  test.each([
    ["Next makes its pages as they are asked for", { scripts: { build: "next build" }, dependencies: { next: "15" } }],
    ["so does Nuxt", { scripts: { build: "nuxt build", generate: "nuxt generate" }, dependencies: { nuxt: "3" } }],
    ["and Astro for Node", { ...astro, dependencies: { astro: "5", "@astrojs/node": "9" } }],
    [
      "a program may have pages of documentation",
      { main: "index.js", scripts: { "docs:build": "vitepress build" }, devDependencies: { vitepress: "1" } },
    ],
  ])("but %s", (_, manifest) => {
    const image = imageOf(manifest, { "index.js": "" });
    expect(image).not.toContain("nginx");
    expect(image).toContain("CMD [");
  });
});

test.each(["node build/dev-server.js", "node scripts/start.js"])(
  "pages that developers are served by %s are built",
  (start) => {
    const manifest = {
      scripts: { start, build: "node build/build.js" },
      devDependencies: { "html-webpack-plugin": "2" },
    };
    const dockerfile = renderDockerfile(
      node.detect(tree({ "package.json": manifest, "index.html": "" })).dockerfile ?? [],
    );
    expect(dockerfile).toContain("COPY --from=build /app/dist /usr/share/nginx/html/");
  },
);

test("the requests of an older template of Vue are passed on", () => {
  const table =
    "module.exports = { dev: { proxyTable: { '/todos': { target: env.TODOS || 'http://127.0.0.1:8082' } } } };";
  const manifest = { scripts: { build: "webpack" }, devDependencies: { "html-webpack-plugin": "2" } };
  const project = {
    ...tree({ "package.json": manifest, "index.html": "", "config/index.js": table }),
    beside: new Map([[8082, "todos"]]),
  };
  expect(renderDockerfile(node.detect(project).dockerfile ?? [])).toContain("proxy_pass http://todos:8082;");
});

test("what a tool wrote for browsers is no source of a program", () => {
  const written = `/*! a */\n${"x;".repeat(2000)}connect("postgres://localhost:5432")`;
  const files = {
    "package.json": { scripts: { start: "node a.js" }, dependencies: { pg: "8" } },
    "a.js": "",
    "views/a.js": written,
  };
  expect(
    node
      .detect(tree(files))
      .warnings.map(({ text }) => text)
      .join(),
  ).not.toContain("on its own machine");
});
