import { builtOutside } from "../packs/dockerfile/built-outside.ts";
import { type Found, lineAt, type ProjectTree } from "../packs/tree.ts";

/** What Jenkins X left in a project. */
export interface JenkinsX {
  at: string;
  /** Files that work with Jenkins X alone and that import can write anew, with the reason. */
  outdated: ReadonlyMap<string, string>;
  /** Nothing uses them any more. */
  leftovers: readonly string[];
}

const command = /\bjx (?:step|promote|preview)\b/;
const previewChart = "charts/preview";

/** Undefined where Jenkins X never was. */
export function jenkinsXIn(tree: ProjectTree): JenkinsX | undefined {
  const traces = [
    pipelineIn(tree),
    ...(tree.paths.includes("jenkins-x.yml") ? ["jenkins-x.yml"] : []),
    ...(/exposecontroller/.test(tree.texts.get(`${previewChart}/requirements.yaml`) ?? "") ? [previewChart] : []),
  ].filter((trace) => trace !== undefined);
  if (traces.length === 0) return undefined;
  return { at: traces.join(", "), outdated: outdatedIn(tree), leftovers: leftoversIn(tree) };
}

function pipelineIn({ texts }: ProjectTree): string | undefined {
  const text = texts.get("Jenkinsfile") ?? "";
  const found = command.exec(text);
  return found ? `Jenkinsfile:${lineAt(text, found.index)}` : undefined;
}

function outdatedIn(tree: ProjectTree): Map<string, string> {
  const outside = builtOutside(tree);
  const reasons: [path: string, reason: string | undefined][] = [
    ["Dockerfile", outside && `needs ${outside.value} (${outside.at}), which only a pipeline made`],
    ["Jenkinsfile", pipelineIn(tree) && "runs jx"],
    ["skaffold.yaml", skaffoldVersion(tree)],
  ];
  return new Map(reasons.flatMap(([path, reason]) => (reason ? [[path, reason] as const] : [])));
}

/** As Jenkins X wrote it: its variables, and one image. */
function skaffoldVersion({ texts }: ProjectTree): string | undefined {
  const text = texts.get("skaffold.yaml") ?? "";
  const version = /^apiVersion: *["']?(skaffold\/v1(?:alpha|beta)\d{1,2})\b/m.exec(text)?.[1];
  const images = [...text.matchAll(/^[ -]*image(?:Name)?:/gm)].length;
  return version && /\bDOCKER_REGISTRY|\bJENKINS_X_/.test(text) && images <= 1 ? `is for ${version}` : undefined;
}

function leftoversIn({ paths }: ProjectTree): string[] {
  const folders = [previewChart].filter((folder) => paths.some((path) => path.startsWith(`${folder}/`)));
  const makefiles = paths.filter((path) => /^charts\/(?!preview\/)[^/]+\/Makefile$/.test(path));
  return [...(paths.includes("jenkins-x.yml") ? ["jenkins-x.yml"] : []), ...folders, ...makefiles];
}

/** The port that a chart of Jenkins X says its program listens on, where the program takes whatever PORT says. */
export function portOfKeptChart(tree: ProjectTree): Found<number> | undefined {
  if (!jenkinsXIn(tree)) return undefined;
  const files = tree.paths.filter((path) => /^charts\/(?!preview\/)[^/]+\/values\.yaml$/.test(path));
  const [file] = files;
  if (file === undefined || files.length > 1) return undefined;
  const text = tree.texts.get(file) ?? "";
  const found = /^ +internalPort: *(\d{2,5})\b/m.exec(text);
  return found ? { value: Number(found[1]), at: `${file}:${lineAt(text, found.index)}` } : undefined;
}
