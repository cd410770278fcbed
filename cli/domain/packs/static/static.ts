import type { Description, Facts, Pack, Recognized } from "../pack.ts";
import { evidence } from "../shared/evidence.ts";
import { noLanguage } from "../shared/no-language.ts";
import { siteFacts } from "../shared/site-facts.ts";
import { webServerImage } from "../shared/web-server.ts";
import type { ProjectTree } from "../tree.ts";

const folders = ["", "public/", "www/", "site/", "html/"];

/** Pages that are served as they are. */
export const staticSite: Pack = {
  name: "static",
  title: "a static site",
  language: noLanguage,
  manifests: [],
  recognize,
  missing: "no index.html at the top or in public",
  describe,
  detect,
};

/** Beside these, index.html is what a builder begins with, and loads sources that no browser reads. */
const builders = /^(?:vite|rsbuild|rspack|webpack)\.config\.[cm]?[jt]s$/;

/** Whatever else a folder is, it may have an index.html. */
function recognize(tree: ProjectTree): Recognized | undefined {
  const at = indexOf(tree);
  const isBuilt = at === "index.html" && tree.paths.some((path) => builders.test(path));
  return at === undefined || isBuilt ? undefined : { at, sure: "assumed" };
}

const indexOf = ({ paths }: ProjectTree) =>
  folders.map((folder) => `${folder}index.html`).find((path) => paths.includes(path));

function describe({ folder }: ProjectTree): Description {
  return {
    names: [{ value: folder, at: "folder" }],
    dependencies: { ecosystem: "npm", names: new Set() },
    testSteps: ["docker build ."],
  };
}

function detect(tree: ProjectTree): Facts {
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
