import { dirname, relative } from "node:path/posix";
import { recognizedPack } from "../packs/choose.ts";
import { goLanguage } from "../packs/go/language.ts";
import { moduleFile, readModule } from "../packs/go/module.ts";
import { ofProgram } from "../packs/go/packages.ts";
import { programsOf } from "../packs/go/programs.ts";
import { reached } from "../packs/go/reached.ts";
import { nxApplications } from "../packs/node/nx-application.ts";
import { firstMatch, sourcesOf } from "../packs/shared/scan.ts";
import { below, type Found, lineAt, type ProjectTree, subtree } from "../packs/tree.ts";
import { isBeside } from "./beside.ts";
import { builtFromTop } from "./context.ts";
import type { Candidate, LeftOut } from "./member.ts";
import { dotless, nameOf, nameOfFolder } from "./names.ts";

/** The programs of a Go module that has several: each is built from the module, of the packages that it imports. */
export function programCandidates(tree: ProjectTree): (Candidate | LeftOut)[] {
  if (!tree.paths.includes(moduleFile) || tree.paths.includes("Dockerfile")) return [];
  const module = readModule(tree).path.value;
  const programs = programsOf(sourcesOf(tree, goLanguage), module);
  if (programs.length < 2) return [];
  const own = new Map(programs.map(({ value }) => [value, ofProgram(tree, module, value === "." ? "" : value)]));
  const listening = new Set([...own].filter(([, one]) => listens(one)).map(([value]) => value));
  return programs.map(({ value, at }) => {
    const folder = value === "." ? "" : value;
    const name = folder ? nameOfFolder(folder) : nameOf(module.split("/").at(-1) ?? tree.folder);
    if (folder && isBeside(folder)) return { name, folder, why: "stands beside the program, as its folder is called" };
    if (isTool(value, programs)) return { name, folder, why: "is a command beside the server, as it is called" };
    return {
      name,
      folder,
      at,
      tree: own.get(value) ?? tree,
      build: { context: ".", dockerfile: folder ? `${folder}/Dockerfile` : "Dockerfile" },
      isSilent: listening.size > 0 && !listening.has(value),
    };
  });
}

/** Calls and packages by which programs listen; of several, one that has none is a tool, whatever ports it knows of. */
const listener =
  /\b(?:Listen|Serve|NewServer|MustNewServer|NewService|RunServer|StartServer)\w{0,40}\(|\b(?:gin|echo|fiber|iris|chi|martini|negroni|beego|web|httprouter|kratos|fasthttp)\.\w{1,40}\(|"(github\.com\/pocketbase\/pocketbase)"/g;

const listens = (tree: ProjectTree): boolean =>
  firstMatch(sourcesOf(reached(tree), goLanguage), listener) !== undefined;

/** What a person types beside a server, by what it is called: `shopctl`, or `shop` beside `shopd`. */
const isTool = (folder: string, programs: readonly Found<string>[]): boolean =>
  /(?:ctl|[-_](?:cli|client|tools?|storybook|migrate|migrations?|seed|bench|validate|validator|check|lint))$|(?:^|\/)(?:cli|migrate|migrations?|seed|(?:demo|sample|test|seed)[-_]?data|(?:change|reset|set)[-_]?(?:db|database|pw|pass|passwd|password)|(?:create|add)[-_]?(?:admin|user|superuser))$/i.test(
    folder,
  ) || programs.some(({ value }) => folder !== "." && value === `${folder}d`);

/** The programs of a build of several modules: each is built from the top, with what it needs of the others. */
export function builtCandidates(tree: ProjectTree): Candidate[] {
  const programs = builtPrograms(tree).filter(({ build }) => !tree.paths.includes(build.dockerfile));
  return programs.length < 2 ? [] : programs;
}

/** Those with a Dockerfile of their own as well. */
export const builtPrograms = (tree: ProjectTree): Candidate[] =>
  (recognizedPack(tree)?.pack.programs?.(tree) ?? [])
    .filter(({ value }) => !notRun.test(value))
    .map(({ value, at }) => builtOf(tree, value, at));

/** What Nx builds: each from the top, by its name. Of one alone, the top says how it is run. */
export function nxCandidates(tree: ProjectTree): Candidate[] {
  if (tree.paths.includes("Dockerfile")) return [];
  const found = nxApplications(tree).filter(({ folder }) => !isBeside(folder));
  return found.length < 2 ? [] : found.map(({ folder, at }) => builtOf(tree, folder, at));
}

/** What a build has beside its programs; `config` and the like may be one of them. */
const notRun =
  /(?:^|\/)(?:examples?|samples?|demos?|tests?|testing|e2e|benchmarks?|docs?|tools?|(?:[\w-]{1,40}-)?plugins?|[\w-]{1,40}-plugin)(?:\/|$)/i;

const builtOf = (tree: ProjectTree, folder: string, at: string): Candidate => ({
  name: folder ? nameOfFolder(folder) : nameOf("app"),
  folder,
  at,
  tree: { ...tree, within: { repository: tree, folder } },
  build: { context: ".", dockerfile: below(folder, "Dockerfile") },
});

/** The modules of go.work: built from the top, as they may need each other. */
export function moduleCandidates(tree: ProjectTree): Candidate[] {
  const text = tree.texts.get("go.work") ?? "";
  return [...text.matchAll(/^(?:use[ \t]{1,9}|[ \t]{1,9})(\.[\w./-]{0,200})[ \t]*(?:\/\/[^\n]{0,200})?$/gm)]
    .map((match) => ({ folder: dotless(match[1] ?? ""), at: `go.work:${lineAt(text, match.index)}` }))
    .filter(({ folder }) => folder !== "." && tree.paths.includes(`${folder}/${moduleFile}`))
    .map(({ folder, at }) => ({
      name: nameOfFolder(folder),
      folder,
      at,
      ...builtFromTop(tree, folder, withinModules(tree, folder)),
    }));
}

/** A module with the sources of those beside it that it needs, as what listens may be there. */
export function withinModules(tree: ProjectTree, folder: string): ProjectTree {
  const own = subtree(tree, folder);
  const manifest = own.texts.get(moduleFile) ?? "";
  const others = tree.paths.filter((path) => path.endsWith(`/${moduleFile}`)).map((path) => dirname(path));
  const needed = others.filter((other) => {
    const path = relative(folder, other);
    const module = /^module\s+"?([^\s"]+)/m.exec(tree.texts.get(`${other}/${moduleFile}`) ?? "")?.[1];
    return (
      other !== folder &&
      (manifest.includes(`=> ${path}`) || (module !== undefined && manifest.includes(` ${module} `)))
    );
  });
  const sources = [...tree.texts]
    .filter(([path]) => path.endsWith(".go") && needed.some((other) => path.startsWith(`${other}/`)))
    .map(([path, text]) => [relative(folder, path), text] as const);
  return {
    ...own,
    paths: [...own.paths, ...sources.map(([path]) => path)],
    texts: new Map([...own.texts, ...sources]),
  };
}
