import { dirname, join } from "node:path/posix";
import { parseXml, type XmlElement, xmlAll, xmlAt } from "../../../core/xml.ts";
import type { Found, ProjectTree } from "../tree.ts";

/** A pom.xml, and those that it inherits from as far as they are in the repository. */
export interface Pom {
  path: string;
  /** Empty at the top. */
  folder: string;
  project: XmlElement;
  /** What is said for the build of an image: the project, and the profiles that are active then. */
  said: readonly XmlElement[];
  parent: Pom | undefined;
}

export const pomFile = "pom.xml";

/** The one at the top and those of its modules, in the order in which they are listed. */
export function readPoms(tree: ProjectTree): Pom[] {
  const read = new Map<string, Pom>();
  collect(tree, pomFile, read);
  return [...read.values()];
}

function collect(tree: ProjectTree, path: string, read: Map<string, Pom>): void {
  const text = tree.texts.get(path);
  if (text === undefined || read.has(path)) return;
  const project = parseXml(text);
  const folder = folderOf(path);
  const parent = parentOf(project, folder, read);
  const said = saidOf(project, folder, tree);
  read.set(path, { path, folder, project, said, parent: parent && inheritedBy(folder, parent, tree) });
  const lists = [project, ...xmlAll(xmlAt(project, "profiles"), "profile")];
  for (const list of lists)
    for (const { text: module } of xmlAll(xmlAt(list, "modules"), "module"))
      collect(tree, join(folder, module.endsWith(".xml") ? module : `${module}/${pomFile}`), read);
}

const saidOf = (project: XmlElement, folder: string, tree: ProjectTree) => [
  ...activeProfiles(project, (path) => isThere(join(folder, path), tree)),
  project,
];

/** Which profiles of a parent are active depends on the files of the one that inherits from it. */
const inheritedBy = (folder: string, pom: Pom, tree: ProjectTree): Pom => ({
  ...pom,
  said: saidOf(pom.project, folder, tree),
  parent: pom.parent && inheritedBy(folder, pom.parent, tree),
});

const isThere = (path: string, { paths }: ProjectTree) =>
  paths.some((one) => one === path || one.startsWith(`${path}/`));

/** One for production takes the place of the one that is active while developing; what a file turns on takes the place of both. */
function activeProfiles(project: XmlElement, isFile: (path: string) => boolean = () => false): XmlElement[] {
  const profiles = xmlAll(xmlAt(project, "profiles"), "profile");
  const byDefault = profiles.filter((profile) => xmlAt(profile, "activation", "activeByDefault")?.text === "true");
  const production = profiles.find((profile) => isProduction(xmlAt(profile, "id")?.text));
  const named = byDefault.length > 0 && production ? [production] : [];
  const byFile = profiles.filter((profile) => isActiveByFile(profile, isFile));
  return byFile.length > 0 || named.length > 0 ? [...named, ...byFile] : byDefault;
}

function isActiveByFile(profile: XmlElement, isFile: (path: string) => boolean): boolean {
  const file = xmlAt(profile, "activation", "file");
  const [exists, missing] = ["exists", "missing"].map((name) =>
    xmlAt(file, name)?.text.replace(/^\$\{(?:project\.)?basedir\}\//, ""),
  );
  return file !== undefined && (exists === undefined || isFile(exists)) && (missing === undefined || !isFile(missing));
}

const isProduction = (name = "") => name === "prod" || name === "production";

/** The profile for production, if the build has to be told of it. */
export function productionProfile({ path, project }: Pom): Found<string> | undefined {
  const [profile] = activeProfiles(project);
  const id = xmlAt(profile, "id");
  return id && isProduction(id.text) ? { value: id.text, at: `${path}:${id.line}` } : undefined;
}

const folderOf = (path: string) => (path.includes("/") ? dirname(path) : "");

/** The file above counts only if it is the one that is named: the parent may as well come from a repository of Maven. */
function parentOf(project: XmlElement, folder: string, read: ReadonlyMap<string, Pom>): Pom | undefined {
  const named = xmlAt(project, "parent", "artifactId")?.text;
  const found = read.get(parentPath(project, folder));
  return found && named !== undefined && xmlAt(found.project, "artifactId")?.text === named ? found : undefined;
}

function parentPath(project: XmlElement, folder: string): string {
  const relative = xmlAt(project, "parent", "relativePath")?.text || `../${pomFile}`;
  return join(folder, relative.endsWith(".xml") ? relative : `${relative}/${pomFile}`);
}

/** A pom and those it inherits from, the nearest first. */
export const lineOf = (pom: Pom): Pom[] => [pom, ...(pom.parent ? lineOf(pom.parent) : [])];

const deepest = 5;

/** A text with its properties filled in; what is not known here stays as it is. */
export function filled(pom: Pom, text: string, depth = 0): string {
  if (depth === deepest || !text.includes("${")) return text;
  return text.replace(/\$\{([\w.-]{1,99})\}/g, (whole, name: string) => {
    const value = propertyOf(pom, name)?.value;
    return value === undefined ? whole : filled(pom, value, depth + 1);
  });
}

export function propertyOf(pom: Pom, name: string): Found<string> | undefined {
  const own = /^(?:project|pom)\.(artifactId|version|groupId)$/.exec(name)?.[1];
  for (const { path, project, said } of lineOf(pom)) {
    const found = own
      ? xmlAt(project, own)
      : said.map((part) => xmlAt(part, "properties", name)).find((property) => property?.text);
    if (found?.text) return { value: found.text, at: `${path}:${found.line}` };
  }
  return undefined;
}

/** Every property of a pom and of those it inherits from. */
export const propertiesOf = (pom: Pom): ReadonlyMap<string, string> =>
  new Map(
    [...lineOf(pom)]
      .reverse()
      .flatMap(({ said }) =>
        [...said]
          .reverse()
          .flatMap((part) =>
            (xmlAt(part, "properties")?.children ?? []).map(({ name, text }) => [name, text] as const),
          ),
      ),
  );

/** A plugin that takes part in the build of this module, with its configuration. */
export interface Plugin {
  name: string;
  at: string;
  element: XmlElement;
}

/** Its own plugins, and those that its parents give to all; the nearest first. */
export const pluginsOf = (pom: Pom): Plugin[] =>
  lineOf(pom).flatMap(({ path, said }) =>
    said
      .flatMap((part) => xmlAll(xmlAt(part, "build", "plugins"), "plugin"))
      .map((element) => ({
        name: xmlAt(element, "artifactId")?.text ?? "",
        at: `${path}:${element.line}`,
        element,
      })),
  );

/** Names of the artifacts that are there when the program runs. */
export const dependenciesOf = (pom: Pom): string[] =>
  lineOf(pom)
    .flatMap(({ said }) => said.flatMap((part) => xmlAll(xmlAt(part, "dependencies"), "dependency")))
    .filter((dependency) => !["test", "provided", "import"].includes(xmlAt(dependency, "scope")?.text ?? ""))
    .map((dependency) => filled(pom, xmlAt(dependency, "artifactId")?.text ?? ""));

/** The first text of this name anywhere below an element. */
export function textBelow(element: XmlElement, name: string): XmlElement | undefined {
  for (const child of element.children) {
    if (child.name === name && child.text) return child;
    const below = textBelow(child, name);
    if (below) return below;
  }
  return undefined;
}
