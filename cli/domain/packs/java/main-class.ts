import { type Found, lineAt, type ProjectTree } from "../tree.ts";

/** How the two languages write where a program begins, the surest first. */
const mains: readonly RegExp[] = [
  /^@(?:SpringBootApplication|QuarkusMain|EnableAutoConfiguration)\b/m,
  /\b(?:SpringApplication|Micronaut|Quarkus|EngineMain|KtorApplication)\.(?:run|main|build|start)\(|\brunApplication</,
  /\bpublic static void main\(|\bstatic public void main\(|^(?:suspend )?fun main\(|@JvmStatic\s{1,20}fun main\(/m,
  /^[ \t]{0,8}(?:static )?void main\((?:String|\))/m,
];

/** A program that a framework runs: its code says so. */
export const hasFrameworkMain = (tree: ProjectTree, folder: string): boolean =>
  mainsIn(tree, folder, mains.slice(0, 2)).length > 0;

/** The place of a module's main method; files of tests are not among the sources. */
export const hasMain = (tree: ProjectTree, folder: string): string | undefined => mainsIn(tree, folder)[0]?.at;

/** The class that a module is started by. */
export const mainClassIn = (tree: ProjectTree, folder: string): Found<string> | undefined => mainsIn(tree, folder)[0];

function mainsIn(tree: ProjectTree, folder: string, patterns = mains): Found<string>[] {
  const sources = [...tree.texts].filter(([path]) => isSourceOf(path, folder)).sort(([a], [b]) => (a < b ? -1 : 1));
  for (const pattern of patterns) {
    const found = sources.flatMap(([path, text]) => {
      const match = pattern.exec(text);
      return match ? [{ value: classOf(path, text), at: `${path}:${lineAt(text, match.index)}` }] : [];
    });
    if (found.length > 0) return found.sort((a, b) => a.at.split("/").length - b.at.split("/").length);
  }
  return [];
}

const isSourceOf = (path: string, folder: string) =>
  path.startsWith(folder && `${folder}/`) &&
  /\.(?:java|kt)$/.test(path) &&
  /^(?:src\/(?!test|it\/|integration|\w{1,40}Test\/)|[^/]{1,99}$)/.test(path.slice(folder ? folder.length + 1 : 0));

/** Kotlin puts what stands outside of a class into one that is called like the file. */
function classOf(path: string, text: string): string {
  const packageName = /^package\s{1,9}([\w.]{1,200})/m.exec(text)?.[1];
  const file = (path.split("/").at(-1) ?? "").replace(/\.\w{1,5}$/, "");
  const renamed = /^@file:JvmName\("(\w{1,80})"\)/m.exec(text)?.[1];
  const isTopLevel = path.endsWith(".kt") && /^(?:suspend )?fun main\(/m.test(text);
  const name = isTopLevel ? (renamed ?? `${file.charAt(0).toUpperCase()}${file.slice(1)}Kt`) : file;
  return packageName ? `${packageName}.${name}` : name;
}

/** Whether a class, by its whole name, is in another module. */
export function isInOther({ paths }: ProjectTree, folder: string, name: string): boolean {
  const files = ["java", "kt"].map((ending) => `/${name.replaceAll(".", "/").replace(/Kt$/, "")}.${ending}`);
  const found = paths.filter((path) => files.some((file) => path.endsWith(file)));
  return found.length > 0 && !found.some((path) => path.startsWith(folder && `${folder}/`));
}
