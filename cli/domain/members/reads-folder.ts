import { dirname, join } from "node:path/posix";
import type { ProjectTree } from "../packs/tree.ts";
import { lineAt } from "../packs/tree.ts";

/**
 * Where a program at the top uses a folder below: its sources or its Dockerfile name it, or what builds it does. A script
 * for developing alone, which starts both, does not count.
 */
export function readsFolder({ texts }: ProjectTree, folder: string): string | undefined {
  for (const [path, text] of texts) {
    if (!isOfProgram(path)) continue;
    const index = path.endsWith(".csproj") ? builtPages(path, text, folder) : wayOf(path)(text, folder);
    if (Number.isFinite(index)) return `${path}:${lineAt(text, index)}`;
  }
  return undefined;
}

const isOfProgram = (path: string) =>
  /(?:^|\/)(?:Containerfile|package\.json)$|\.csproj$|[Dd]ockerfile|\.(?:[cm]?[jt]s|go|py|rb|php|java|kt|rs)$/.test(
    path,
  );

function wayOf(path: string): (text: string, folder: string) => number {
  if (path === "package.json") return inBuildScript;
  return /[Dd]ockerfile|Containerfile$/.test(path) ? inImage : mention;
}

/** Pages that a project of .NET builds and takes into itself: `<SpaRoot>ClientApp\</SpaRoot>`. */
function builtPages(path: string, text: string, folder: string): number {
  const match = /<SpaRoot>([^<]{1,200})<\/SpaRoot>/.exec(text);
  const place = match && join(dirname(path), (match[1] ?? "").replaceAll("\\", "/"));
  return match && place?.replace(/\/$/, "") === folder ? match.index : Number.POSITIVE_INFINITY;
}

/** What is copied into an image, or built there. */
const inImage = (text: string, folder: string): number =>
  lineWhere(text, (line) => !/^\s*#/.test(line) && (namesFolder(line, folder) || bringsFolder(line, folder)));

/** `COPY --from=build /app/apps/web/dist …`: wherever it was built. */
const bringsFolder = (line: string, folder: string) =>
  /^\s*COPY\s{1,9}--from=/i.test(line) &&
  folder.includes("/") &&
  line.split(/\s+/).some((word) => `${word}/`.includes(`/${folder}/`));

const inBuildScript = (text: string, folder: string): number =>
  lineWhere(text, (line) => namesFolder(line, folder) && isBuildScript(line));

const isBuildScript = (line: string): boolean =>
  [...line.matchAll(/"([\w:-]+)"\s*:/g)].some(([, key = ""]) => key.includes("build") || key === "postinstall");

const namesFolder = (line: string, folder: string) =>
  line
    .split(/[\s"'=;&,[\]]+/)
    .map((word) => word.replace(/^\.\//, ""))
    .some((word) => word === folder || word.startsWith(`${folder}/`));

/** Where the first such line begins. */
function lineWhere(text: string, isIt: (line: string) => boolean): number {
  let from = 0;
  for (const line of text.split("\n")) {
    if (isIt(line)) return from;
    from += line.length + 1;
  }
  return Number.POSITIVE_INFINITY;
}

/** As a path, not as a word of prose; by its name alone only where a path is put together. */
function mention(text: string, folder: string): number {
  const ways = [`"${folder}/`, `'${folder}/`, `./${folder}/`, ` ${folder}/`, `:${folder}/`];
  const found = ways.map((way) => text.indexOf(way)).filter((index) => index !== -1);
  const joined = [`"${folder}"`, `'${folder}'`]
    .map((way) => text.indexOf(way))
    .filter((index) => isJoined(text, index));
  return Math.min(...found, ...joined, Number.POSITIVE_INFINITY);
}

function isJoined(text: string, index: number): boolean {
  if (index === -1) return false;
  const end = text.indexOf("\n", index);
  const line = text.slice(text.lastIndexOf("\n", index) + 1, end === -1 ? text.length : end);
  return /join|resolve|static|sendFile|folder|DIRS|Path\(/.test(line);
}
