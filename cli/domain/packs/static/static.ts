import type { Description, Facts, Pack, Recognized } from "../pack.ts";
import { evidence } from "../shared/evidence.ts";
import { noLanguage } from "../shared/no-language.ts";
import { siteFacts } from "../shared/site-facts.ts";
import { webServerImage } from "../shared/web-server.ts";
import type { Found, ProjectTree } from "../tree.ts";
import { type Generator, madeAt } from "./generator.ts";
import { generatorFiles, generatorOf } from "./generators.ts";

const folders = ["", "public/", "www/", "site/", "html/"];
/** Where pages are if there is nothing else: beside a program they are documentation, or what it begins with. */
const lastFolders = ["src/", "static/", "app/", "web/", "htdocs/"];
const programs = /\.(?:py|rb|php|go|rs|java|kt|cs|fs|exs?|scala|clj|swift|dart|hs|c|cc|cpp|pl|tsx?|vue|svelte)$/;

/** Pages that are served as they are, or as a generator makes them. */
export const staticSite: Pack = {
  name: "static",
  title: "a static site",
  language: noLanguage,
  manifests: generatorFiles,
  recognize,
  missing:
    "no index.html at the top or in public, and no settings of Hugo, Zola, Jekyll, Middleman, mdBook, Pelican, Nikola, MkDocs or Sphinx",
  describe,
  detect,
};

/** Beside these, index.html is what a builder begins with, and loads sources that no browser reads. */
const builders = /^(?:vite|rsbuild|rspack|webpack)\.config\.[cm]?[jt]s$/;

/** Whatever else a folder is, it may have an index.html; documentation stands beside many a program. */
function recognize(tree: ProjectTree): Recognized | undefined {
  const generator = generatorOf(tree);
  if (generator) return { at: generator.at, sure: generator.value.isBeside ? "likely" : "certain" };
  const at = indexOf(tree);
  const isBuilt = at === "index.html" && tree.paths.some((path) => builders.test(path));
  return at === undefined || isBuilt ? undefined : { at, sure: "assumed" };
}

function indexOf({ paths }: ProjectTree): string | undefined {
  const isAlone = !paths.some((path) => programs.test(path));
  return [...folders, ...(isAlone ? lastFolders : [])]
    .map((folder) => `${folder}index.html`)
    .find((path) => paths.includes(path));
}

function describe({ folder }: ProjectTree): Description {
  return {
    names: [{ value: folder, at: "folder" }],
    dependencies: { ecosystem: "npm", names: new Set() },
    testSteps: ["docker build ."],
  };
}

function detect(tree: ProjectTree): Facts {
  const generator = generatorOf(tree);
  return generator ? detectGenerated(tree, generator) : detectPages(tree);
}

function detectPages(tree: ProjectTree): Facts {
  const index = indexOf(tree) ?? "index.html";
  const folder = index.slice(0, -"index.html".length) || ".";
  return siteFacts({
    pack: staticSite.name,
    tree,
    about: describe(tree),
    image: webServerImage({
      stages: [],
      files: [{ copy: [folder], to: "/usr/share/nginx/html/" }],
      isSinglePage: false,
    }),
    evidence: [evidence("pages", { value: folder, at: index }, "likely")],
    warnings: [],
  });
}

const detectGenerated = (tree: ProjectTree, { value: generator, at }: Found<Generator>): Facts =>
  siteFacts({
    pack: staticSite.name,
    tree,
    about: describe(tree),
    image: webServerImage({
      stages: generator.stages(tree),
      files: [{ copy: [madeAt], to: "/usr/share/nginx/html/", from: "build" }],
      isSinglePage: false,
    }),
    outputs: ["public", "resources", "_site", "site", ".jekyll-cache"],
    evidence: [
      evidence("static site", { value: generator.name, at }, "certain"),
      ...(generator.version ? [evidence(generator.name, generator.version(tree), "certain")] : []),
      evidence("pages", { value: madeAt, at }, "certain"),
    ],
    warnings: [],
  });
