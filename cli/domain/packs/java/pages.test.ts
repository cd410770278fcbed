import { expect, test } from "vitest";
import { tree } from "../../../../testing/fixtures/project-tree.ts";
import { renderDockerfile } from "../../dockerfile/render.ts";
import { java } from "./java.ts";

const pom = (plugins = "") =>
  `<project><artifactId>shop</artifactId><dependencies><dependency><artifactId>spring-boot-starter-web</artifactId></dependency></dependencies><build><plugins><plugin><artifactId>spring-boot-maven-plugin</artifactId></plugin>${plugins}</plugins></build></project>`;

const program = (outDir: string, plugins?: string) => ({
  "pom.xml": pom(plugins),
  "src/main/java/a/App.java": "package a;\n@SpringBootApplication\nclass App { }",
  "web/package.json": { scripts: { build: "vite build" }, devDependencies: { vite: "7" } },
  "web/index.html": "",
  "web/vite.config.js": `export default { build: { outDir: "${outDir}" } };\n`,
});

const dockerfileOf = (files: Record<string, string | object>) =>
  renderDockerfile(java.detect(tree(files)).dockerfile ?? []);

const resources = "src/main/resources/static";

test("pages that are written among the resources are there before the program is built", () => {
  const lines = dockerfileOf(program(`../${resources}`)).split("\n");
  const copied = lines.indexOf(`COPY --from=pages /app/${resources} ./${resources}`);
  expect(copied).toBeGreaterThan(lines.findIndex((line) => line.startsWith("FROM maven")));
  expect(copied).toBeLessThan(lines.findIndex((line) => line.includes("mvn --batch-mode")));
});

test.each<[what: string, files: Record<string, string | object>]>([
  ["somebody committed", { ...program(`../${resources}`), [`${resources}/index.html`]: "" }],
  ["are written elsewhere", program("dist")],
  ["the build makes", program(`../${resources}`, "<plugin><artifactId>frontend-maven-plugin</artifactId></plugin>")],
])("those that %s are left to it", (_, files) => expect(dockerfileOf(files)).not.toContain("AS pages"));
