import { basename } from "node:path/posix";
import { finalImageOf } from "../../dockerfile/final-image.ts";
import { ignores } from "../../dockerfile/ignored.ts";
import { type ParsedInstruction, type ParsedStage, parseDockerfile } from "../../dockerfile/parse.ts";
import type { Found, ProjectTree } from "../tree.ts";

/**
 * What a Dockerfile takes from the folder that no commit holds, since a pipeline made it there before: the program itself, or
 * what it depends on. A release is built from the commit alone.
 */
export function builtOutside(tree: ProjectTree): Found<string> | undefined {
  const stages = parseDockerfile(tree.texts.get("Dockerfile") ?? "");
  const [only] = stages;
  if (!only) return undefined;
  if (stages.length > 1) return archiveIn(stages, tree) ?? ignoredIn(stages, tree) ?? startedIn(stages, tree);
  return programIn(only, tree) ?? packagesFor(only, tree) ?? startedIn(stages, tree);
}

/** The program itself, which no stage builds: what is started, or stands where programs do. */
function startedIn(stages: readonly ParsedStage[], { paths }: ProjectTree): Found<string> | undefined {
  const image = finalImageOf(stages);
  const started = (image?.command?.value ?? "").split(/\s+/).map((word) => basename(word));
  const isHere = (path: string) => paths.some((one) => `${one}/`.startsWith(`${path}/`));
  const copies = (image?.instructions ?? []).filter(isCopied).filter(({ text }) => text.split(/\s+/).length === 2);
  const found = copies.find(({ text }) => {
    const [, target = ""] = text.split(/\s+/);
    const source = sourceOf({ text, line: 0 }).value;
    const name = basename(source);
    const isProgram = started.includes(name) || started.includes(basename(target)) || /\/s?bin\//.test(target);
    return isProgram && /^[\w-]{1,80}$/.test(name) && !isHere(source.replace(/^\$\{?TARGET\w{1,20}\}?\//, ""));
  });
  return found && sourceOf(found);
}

/** A program on the JVM that no stage builds, and that one of them takes apart. */
function archiveIn(stages: readonly ParsedStage[], { paths }: ProjectTree): Found<string> | undefined {
  const all = stages.flatMap(({ instructions }) => instructions);
  if (all.some(({ name, text }) => name === "RUN" && /\b(?:mvnw?|gradlew?|sbt|ant|bazel)\b/.test(text)))
    return undefined;
  const copies = all.filter(isCopied);
  if (copies.some(({ text }) => /^\.\/?\s/.test(text))) return undefined;
  const isArchive = (path: string) => /\.[jw]ar$/.test(path);
  if (paths.some((path) => isArchive(path) && !path.includes("wrapper"))) return undefined;
  return copies.map(sourceOf).find(({ value }) => isArchive(value));
}

/** Copied from the folder, not from another stage. */
const isCopied = ({ name, flags }: ParsedInstruction) =>
  (name === "COPY" || name === "ADD") && flags.from === undefined;

const sourceOf = ({ text, line }: Pick<ParsedInstruction, "text" | "line">): Found<string> => ({
  value: (text.split(/\s/)[0] ?? "").replace(/^\.?\//, ""),
  at: `Dockerfile:${line}`,
});

/** What Git ignores, in whatever stage it is copied. */
const ignoredIn = (stages: readonly ParsedStage[], tree: ProjectTree): Found<string> | undefined =>
  stages
    .flatMap((stage) => programIn(stage, tree) ?? [])
    .find(({ value }) => ignores(tree.texts.get(".gitignore"), value.split("/", 1).join("")) !== undefined);

const outputs = new Set([
  "node_modules",
  "vendor",
  "dist",
  "build",
  "out",
  "target",
  "bin",
  "publish",
  "_build",
  ".next",
]);

function programIn({ instructions }: ParsedStage, { paths }: ProjectTree): Found<string> | undefined {
  return instructions
    .filter(isCopied)
    .map(sourceOf)
    .find(({ value }) => {
      const [first = "", second = ""] = value.split("/");
      // `$service/target`
      const folder = first.startsWith("$") ? second : first;
      const isIn = (path: string) =>
        path.startsWith(`${folder}/`) || (first !== folder && path.includes(`/${folder}/`));
      return outputs.has(folder.toLowerCase()) && !paths.some(isIn);
    });
}

/** Packages of Node, which `npm install` brings. */
function packagesFor({ instructions, line }: ParsedStage, { texts }: ProjectTree): Found<string> | undefined {
  const manifest = texts.get("package.json");
  if (manifest === undefined || !/"dependencies"\s{0,9}:\s{0,9}\{\s{0,99}"/.test(manifest)) return undefined;
  const installs = instructions.some(({ name, text }) => name === "RUN" && /\b(?:npm|yarn|pnpm)\b/.test(text));
  const starts = instructions.some(({ name, text }) => name === "CMD" && /\b(?:npm|yarn|node)\b/.test(text));
  return installs || !starts ? undefined : { value: "node_modules", at: `Dockerfile:${line}` };
}
