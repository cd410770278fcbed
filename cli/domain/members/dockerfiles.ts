import { dirname } from "node:path/posix";
import { parseDockerfile } from "../dockerfile/parse.ts";
import { copiedPaths } from "../packs/dockerfile/warnings.ts";
import { type ProjectTree, withoutPaths } from "../packs/tree.ts";
import { withDockerfile } from "./composed.ts";
import { isBuiltFromTop } from "./context.ts";
import { isSourceOfAny } from "./folders.ts";
import type { Candidate } from "./member.ts";
import { nameOf } from "./names.ts";

/** `Dockerfile.api` beside `Dockerfile.web`: several that are called like services, and none that is called like nothing. */
export function dockerfilesAtTop(tree: ProjectTree): Candidate[] {
  if (tree.paths.includes("Dockerfile")) return [];
  const candidates = tree.paths.flatMap((path): Candidate[] => {
    const [, name] =
      /^(?:Dockerfile\.)?(api|app|back-?end|front-?end|web|server|client|ui|worker|gateway|admin)(?:\.prod(?:uction)?)?(?:\.Dockerfile)?$/i.exec(
        path,
      ) ?? [];
    const isReplaced = [`${path}.prod`, `${path}.production`].some((other) => tree.texts.has(other));
    const isOne = name && name.length < path.length && tree.texts.has(path) && !isReplaced;
    if (!isOne) return [];
    const own = withDockerfile(onlyCopied(tree, path), tree.texts.get(path));
    return [
      { name: nameOf(name), folder: "", at: path, tree: own, build: { context: ".", dockerfile: path }, isNamed: true },
    ];
  });
  return candidates.length > 1 ? candidates : [];
}

/** The files that a Dockerfile names one by one; all of them if it copies everything. */
function onlyCopied(tree: ProjectTree, dockerfile: string): ProjectTree {
  const copied = copiedPaths(parseDockerfile(tree.texts.get(dockerfile) ?? ""));
  if (copied.includes(".") || copied.some((path) => /[*?[$]/.test(path))) return tree;
  const isCopied = (path: string) => copied.some((one) => path === one || path.startsWith(`${one}/`));
  return renamed(
    withoutPaths(tree, (path) => !isCopied(path) && !/^\.\w+ignore$/.test(path)),
    dockerfile,
    tree,
  );
}

/** `COPY package.api.json ./package.json`: a file under the name that it has in the image. */
function renamed(own: ProjectTree, dockerfile: string, { texts }: ProjectTree): ProjectTree {
  const said = texts.get(dockerfile) ?? "";
  const copies = [
    ...said.matchAll(/^COPY[ \t]{1,9}(?:\.\/)?([\w.-]{1,80})[ \t]{1,9}(?:\.\/)?([\w.-]{1,80})[ \t]{0,9}$/gim),
  ];
  const files = copies.flatMap(([, from = "", to = ""]): [string, string][] => {
    const text = own.texts.get(from);
    return text !== undefined && from !== to && to.includes(".", 1) && !own.paths.includes(to) ? [[to, text]] : [];
  });
  const paths = [...own.paths, ...files.map(([path]) => path)].sort();
  return files.length > 0 ? { ...own, paths, texts: new Map([...own.texts, ...files]) } : own;
}

/** What copies everything is that of the top, if nothing beside it could be meant. */
function isOfTop(tree: ProjectTree, folder: string, path: string): boolean {
  if (folder === ".") return true;
  const isAlone = !tree.paths.some((one) => one.startsWith(`${folder}/`) && isSourceOfAny(one));
  const copiesAll = () => copiedPaths(parseDockerfile(tree.texts.get(path) ?? "")).includes(".");
  return isBuiltFromTop(tree, folder, path) ?? (isAlone && copiesAll());
}

/** Called by its plain name before it is called like what it is for. */
const usualPlaces = [
  /^(?:dockerfile|Containerfile)$/,
  /^Dockerfile\.(?:prod(?:uction)?|release)$|^(?:prod(?:uction)?|release)\.Dockerfile$/,
  /^(?:\.?docker|deploy(?:ment)?|build|container|packaging|scripts|ops|devops|infra)\/Dockerfile$/i,
  /^(?:\.?docker|deploy(?:ment)?|build|container|packaging)\/(?:(?:default|prod(?:uction)?|app|release)\.Dockerfile|Dockerfile\.(?:prod(?:uction)?|default|release))$/i,
  /^(?:packaging|docker|build)\/(?:docker|prod(?:uction)?)\/Dockerfile$/i,
];

/** A Dockerfile of the whole that is kept in a folder for such things, or whose name begins with a small letter. */
export function dockerfileElsewhere(tree: ProjectTree): Candidate | undefined {
  const path = usualPlaces.flatMap((place) => tree.paths.filter((one) => place.test(one))).at(0);
  const folder = path && dirname(path);
  if (!path || !folder || tree.paths.includes("Dockerfile") || !isOfTop(tree, folder, path)) return undefined;
  return {
    name: nameOf("app"),
    folder: "",
    at: path,
    tree: withDockerfile(tree, tree.texts.get(path)),
    build: { context: ".", dockerfile: path },
    isNamed: true,
  };
}
