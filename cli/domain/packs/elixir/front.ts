import { lineWith } from "../shared/line-with.ts";
import type { Found, ProjectTree } from "../tree.ts";
import type { Mix } from "./mix.ts";

/** What browsers load, and how it is built. */
export interface Front extends Found<string> {
  commands: readonly string[];
  /** It needs Node, since packages of npm are a part of it. */
  manager: "npm" | "yarn" | undefined;
}

const folders = ["assets", "apps/web/assets"];

/** By the command that Phoenix gives a name to; before that it was a script of package.json. */
export function frontOf(tree: ProjectTree, { aliases, packages }: Mix): Front | undefined {
  if (!packages.has("phoenix")) return undefined;
  const folder =
    folders.find((path) => tree.paths.includes(`${path}/package.json`)) ??
    tree.paths.find((path) => /^apps\/[^/]+\/assets\/package\.json$/.test(path))?.replace(/\/package\.json$/, "");
  const manager = folder && hasPackages(tree, folder) ? managerOf(tree, folder) : undefined;
  const install = folder && manager ? [installed(tree, folder, manager)] : [];
  if (aliases.has("assets.deploy"))
    return { value: "mix assets.deploy", at: "mix.exs", manager, commands: [...install, "mix assets.deploy"] };
  const [script] = folder ? scripts.flatMap((pattern) => lineWith(tree, `${folder}/package.json`, pattern) ?? []) : [];
  if (!folder || !manager || !script) return undefined;
  return {
    value: `${manager} run ${script.value}`,
    at: script.at,
    manager,
    commands: [...install, `${before(tree, folder)}npm run ${script.value} --prefix ${folder}`, "mix phx.digest"],
  };
}

const hasPackages = ({ texts }: ProjectTree, folder: string) =>
  /"(?:devD|d)ependencies"\s{0,9}:\s{0,9}\{\s{0,40}"/.test(texts.get(`${folder}/package.json`) ?? "");

const managerOf = ({ paths }: ProjectTree, folder: string) =>
  paths.includes(`${folder}/yarn.lock`) && !paths.includes(`${folder}/package-lock.json`) ? "yarn" : "npm";

function installed({ paths }: ProjectTree, folder: string, manager: "npm" | "yarn"): string {
  if (manager === "yarn") return `npx --yes yarn@1 install --frozen-lockfile --cwd ${folder}`;
  return `npm ${paths.includes(`${folder}/package-lock.json`) ? "ci" : "install"} --prefix ${folder}`;
}

/** The best one first. */
const scripts = [/^\s{1,20}"(deploy)"\s{0,9}:/, /^\s{1,20}"(build)"\s{0,9}:/];

/** Old builders take a hash that OpenSSL has put away. */
const before = (tree: ProjectTree, folder: string) =>
  lineWith(tree, `${folder}/package.json`, /^\s{1,20}"(webpack)"\s{0,9}:\s{0,9}"[\^~]?[1-4]\./)
    ? "NODE_OPTIONS=--openssl-legacy-provider "
    : "";
