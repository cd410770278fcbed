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
