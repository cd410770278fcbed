import { basename, dirname, join } from "node:path/posix";
import { parseXml, type XmlElement, xmlAll, xmlAt } from "../../../core/xml.ts";
import type { Found, ProjectTree } from "../tree.ts";

/** How a project is run: a server, a program, or not at all. */
type Kind = "web" | "program" | "library";

/** A project of a solution. */
export interface Project {
  path: string;
  /** Empty at the top. */
  folder: string;
  name: string;
  kind: Kind;
  /** Name of the file that is run, without its end. */
  assembly: string;
  /** Such as `net8.0`; several, the newest first. */
  frameworks: readonly Found<string>[];
  /** In small letters. */
  packages: readonly string[];
  /** Paths of the projects that it is built with. */
  references: readonly string[];
  /** It was written for the .NET Framework of Windows. */
  isForWindows: boolean;
  /** Its build runs npm. */
  runsNpm: boolean;
}

export const projectFile = /(?:^|\/)[^/]{1,99}\.(?:cs|fs|vb)proj$/;
/** What they say holds for all projects below. */
export const propertiesFiles: readonly string[] = ["Directory.Build.props", "Directory.Packages.props"];

export const readProjects = (tree: ProjectTree): Project[] =>
  [...tree.texts.keys()].filter((path) => projectFile.test(path)).flatMap((path) => projectAt(tree, path) ?? []);

function projectAt(tree: ProjectTree, path: string): Project | undefined {
  const text = tree.texts.get(path) ?? "";
  const root = parseXml(text);
  const items = xmlAll(root, "ItemGroup").flatMap(({ children }) => children);
  const packages = [...packagesOf(items), ...sharedPackages(tree, path)];
  if (packages.includes("microsoft.net.test.sdk") || property(root, "IsTestProject")?.text === "true") return undefined;
  const folder = folderOf(path);
  const name = basename(path).replace(/\.\w{6}$/, "");
  const references = namesOf(items, "ProjectReference").map((one) => join(folder, one.replaceAll("\\", "/")));
  const assembly = property(root, "AssemblyName")?.text;
  return {
    path,
    folder,
    name,
    kind: kindOf(root, packages),
    assembly: assembly && !assembly.includes("$(") ? assembly : name,
    frameworks: frameworksOf(tree, root, path),
    packages,
    references,
    isForWindows: root.attributes.Sdk === undefined && /<TargetFrameworkVersion>v[1-4]/.test(text),
    runsNpm: /\bnpm (?:install|ci|run)\b/.test(text),
  };
}

const packagesOf = (items: readonly XmlElement[]) =>
  ["PackageReference", "GlobalPackageReference"].flatMap((kind) =>
    namesOf(items, kind).map((name) => name.toLowerCase()),
  );

/** What files of the folders above give to all projects below; those of tests are theirs alone. */
const sharedPackages = (tree: ProjectTree, path: string): string[] =>
  propertiesAbove(path).flatMap((file) =>
    packagesOf(xmlAll(parseXml(tree.texts.get(file) ?? ""), "ItemGroup").flatMap(({ children }) => children)).filter(
      (name) => !/^(?:microsoft\.net\.test\.sdk$|xunit|nunit|mstest)/.test(name),
    ),
  );

const propertiesAbove = (path: string) =>
  foldersAbove(path).flatMap((folder) => propertiesFiles.map((file) => join(folder, file)));

const folderOf = (path: string) => (path.includes("/") ? dirname(path) : "");

const namesOf = (items: readonly XmlElement[], kind: string) =>
  items.filter(({ name }) => name === kind).flatMap(({ attributes }) => attributes.Include ?? []);

function property(root: XmlElement, name: string): XmlElement | undefined {
  return xmlAll(root, "PropertyGroup")
    .flatMap((group) => xmlAt(group, name) ?? [])
    .at(0);
}

/** An Aspire host starts other projects while they are developed. */
function kindOf(root: XmlElement, packages: readonly string[]): Kind {
  const sdk = root.attributes.Sdk ?? "";
  const sdks = [sdk, ...xmlAll(root, "Sdk").map(({ attributes }) => attributes.Name ?? "")];
  if (sdks.some((one) => one.startsWith("Aspire.AppHost")) || packages.includes("aspire.hosting.apphost"))
    return "library";
  if (sdk.startsWith("Microsoft.NET.Sdk.Web")) return "web";
  if (sdk.startsWith("Microsoft.NET.Sdk.Worker")) return "program";
  return property(root, "OutputType")?.text.toLowerCase() === "exe" ? "program" : "library";
}

/** Its own, or what a file of a folder above says for all. */
function frameworksOf(tree: ProjectTree, root: XmlElement, path: string): Found<string>[] {
  const files = [
    [path, root] as const,
    ...propertiesAbove(path).map((file) => [file, parseXml(tree.texts.get(file) ?? "")] as const),
  ];
  for (const [file, element] of files) {
    const found = property(element, "TargetFrameworks") ?? property(element, "TargetFramework");
    const values = found?.text.split(";").filter((value) => /^net(?:coreapp)?\d{1,2}\.\d/.test(value)) ?? [];
    if (values.length > 0) return values.sort(newestFirst).map((value) => ({ value, at: `${file}:${found?.line}` }));
  }
  return [];
}

const newestFirst = (a: string, b: string) => numberIn(b) - numberIn(a);
const numberIn = (framework: string) => Number(/\d{1,2}\.\d/.exec(framework)?.[0]);

function foldersAbove(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return Array.from({ length: parts.length + 1 }, (_, index) => parts.slice(0, parts.length - index).join("/"));
}

/** A project and those that it is built with. */
export function closure(project: Project, all: readonly Project[]): Project[] {
  const used = new Set([project]);
  for (const one of used) for (const other of all) if (one.references.includes(other.path)) used.add(other);
  return [...used];
}

/** Names of the project that serves, where there are several. */
const servers = ["web", "server", "api", "host", "app", "webapi", "publicapi", "gateway"];

/** Those that run, the likeliest server first; the one of a folder, if that is asked for. */
export function programsOf(projects: readonly Project[], { folder, within }: ProjectTree): Project[] {
  const rank = ({ kind, name }: Project) => {
    const last = name.split(".").at(-1)?.toLowerCase() ?? "";
    const index = servers.indexOf(last);
    const place = name.toLowerCase() === folder.toLowerCase() ? 0 : index === -1 ? 20 : index + 1;
    return place + (kind === "web" ? 0 : 100);
  };
  return projects
    .filter(({ kind, folder: own }) => kind !== "library" && (within === undefined || own === within.folder))
    .sort((a, b) => rank(a) - rank(b));
}
