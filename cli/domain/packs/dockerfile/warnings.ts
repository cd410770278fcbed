import type { FinalImage } from "../../dockerfile/final-image.ts";
import { ignores } from "../../dockerfile/ignored.ts";
import type { ParsedInstruction, ParsedStage } from "../../dockerfile/parse.ts";
import { programUser } from "../../dockerfile/program-image.ts";
import type { Description, Warning } from "../pack.ts";
import { isDevelopmentServer } from "../shared/development-server.ts";
import { type ProjectTree, skippedFolders } from "../tree.ts";
import { baseOf } from "./bases.ts";
import { userNumber } from "./user.ts";

interface Checked {
  stages: readonly ParsedStage[];
  image: FinalImage;
  tree: ProjectTree;
  scripts: Description["scripts"];
}

type Check = (checked: Checked) => Warning | readonly Warning[] | undefined;

/** Arguments that the builder sets itself. */
const platform: ReadonlySet<string> = new Set(
  ["PLATFORM", "OS", "ARCH", "VARIANT"].flatMap((part) => [`TARGET${part}`, `BUILD${part}`]),
);

const at = (line: number) => `Dockerfile:${line}`;

/** What will not build or not run as it stands, and what will hurt later. */
const checks: readonly Check[] = [
  ({ stages }) =>
    stages.flatMap((stage, index) =>
      stage.instructions
        .filter(
          ({ flags }) => stages.findIndex(({ as }) => as !== undefined && as === flags.from?.toLowerCase()) >= index,
        )
        .map(({ line, flags }) => ({
          text: `${at(line)} copies from the stage ${flags.from}, which is made later or is this one`,
          hint: "Move that stage above this one.",
        })),
    ),
  ({ stages, tree }) =>
    stages.flatMap(copiesOf).flatMap(({ source, line }) => {
      const hidden = ignores(tree.texts.get(".dockerignore"), source);
      if (!hidden || !isIn(tree, source)) return [];
      return [
        {
          text: `${at(line)} copies ${source}, which .dockerignore leaves out by its line \`${hidden}\``,
          hint: "Take the line out of .dockerignore.",
        },
      ];
    }),
  ({ stages, tree }) =>
    stages
      .flatMap(copiesOf)
      .filter(({ source }) => !/[*?[$]/.test(source) && !isIn(tree, source) && !isOutput(source))
      .map(({ source, line }) => ({ text: `${at(line)} copies ${source}, which is not in the project` })),
  ({ stages, tree }) =>
    stages
      .flatMap(copiesOf)
      .filter(({ source }) => isOutput(source) && !isIn(tree, source) && ignores(tree.texts.get(".gitignore"), source))
      .map(({ source, line }) => ({
        text: `${at(line)} copies ${source}, which Git ignores: a release is built from what is committed`,
        hint: "Build it in a stage of the Dockerfile, or take the Dockerfile away to have one written.",
      })),
  ({ stages, tree }) =>
    isIn(tree, variables) || makesVariables(stages)
      ? undefined
      : fromStages(stages).map(({ line, flags }) => ({
          text: `${at(line)} copies ${variables} from the stage ${flags.from}, and Git has none: the build ends there`,
          hint: "Leave it out: what compose.yaml and the chart set is in the environment already.",
        })),
  ({ stages }) =>
    stages.flatMap(({ from, line }) => {
      const name = /\$\{?(\w{1,80})/.exec(from)?.[1];
      if (name === undefined || platform.has(name)) return [];
      return [
        {
          text: `${at(line)} starts from ${from}, and nothing gives ${name} a value`,
          hint: `Give it a default above the first FROM, as in \`ARG ${name}=…\`.`,
        },
      ];
    }),
  ({ image: { command, base } }) =>
    command || baseOf(base.value).port
      ? undefined
      : {
          text: `the Dockerfile does not say what it starts: whatever ${base.value} starts will run`,
          hint: "Add a CMD.",
        },
  ({ image: { command }, scripts = {} }) =>
    command && isForDevelopers(command.value, scripts)
      ? {
          text: `${at(command.line)} starts a development server: ${command.value}`,
          hint: "Start what a build made, or a server for production.",
        }
      : undefined,
  ({ image: { command } }) =>
    command?.inShell && !/^exec\s/.test(command.value)
      ? {
          text: `${at(command.line)} starts the program in a shell, which passes no signals on: it is killed instead of stopped`,
          hint: `Write it as a list, as in \`CMD ["node", "server.js"]\`, or begin the line with \`exec\`.`,
        }
      : undefined,
  ({ image }) =>
    userNumber(image) === 0
      ? {
          text: "the image runs as root; the chart and compose.yaml run it as user 1000",
          hint: "Add `USER 1000` at the end of the Dockerfile, and give that user what it has to write.",
        }
      : undefined,
  ({ image }) =>
    image.user && userNumber(image) === undefined
      ? {
          text: `${at(image.user.line)} runs as ${image.user.value}, whose number it does not say; the chart and compose.yaml run it as user ${programUser}`,
          hint: `Give the user this number, as in \`RUN adduser -D -u ${programUser} app\`, or write \`USER\` with the number it has.`,
        }
      : undefined,
  ({ image: { base } }) =>
    /^(?!.*[@$])[^:]+(:latest)?$/.test(base.value) && base.value !== "scratch"
      ? {
          text: `${at(base.line)} starts from ${base.value} without a version: two builds of one commit may differ`,
          hint: "Name a version.",
        }
      : undefined,
];

const variables = ".env";

/** Copies of the file of variables from a stage that had all of the project. */
const fromStages = (stages: readonly ParsedStage[]) =>
  stages
    .flatMap(({ instructions }) => instructions)
    .filter(
      ({ name, flags, text }) =>
        name === "COPY" && flags.from && sourcesOf(text).some((path) => path.endsWith(`/${variables}`)),
    );

const makesVariables = (stages: readonly ParsedStage[]) =>
  stages.some(({ instructions }) => instructions.some(({ name, text }) => name === "RUN" && text.includes(variables)));

const copiesOf = ({ instructions }: ParsedStage) =>
  instructions
    .filter(isCopy)
    .flatMap(({ text, line }) => sourcesOf(text).map((source) => ({ source: inContext(source), line })));

/** Nothing is above the folder that an image is built from: what is said to be is in it. */
const inContext = (source: string): string =>
  source
    .replace(/^["']|["']$/g, "")
    .replace(/^(?:\.{0,2}\/){1,9}/, "")
    .replace(/\/\.?$/, "")
    .replace(/^\.\.$/, "") || ".";

const isCopy = ({ name, flags, text }: ParsedInstruction) =>
  (name === "COPY" || name === "ADD") && flags.from === undefined && !text.includes("<<");

const sourcesOf = (text: string) =>
  (text.startsWith("[") ? [...text.matchAll(/"([^"]+)"/g)].map(([, word = ""]) => word) : text.split(/\s+/))
    .slice(0, -1)
    .filter((source) => !/^(https?|git):|^git@/.test(source));

const isOutput = (source: string) => skippedFolders.has(source.split("/")[0] ?? "");

const isIn = ({ paths }: ProjectTree, source: string) =>
  source === "." || source === ".git" || paths.some((path) => path === source || path.startsWith(`${source}/`));

/** The script that a package manager is told to run, as in `npm start`. */
/** A script is what it says, however it is called: `serve` may start a server as well as a developer's. */
const isForDevelopers = (command: string, scripts: Readonly<Record<string, string>>): boolean =>
  [command, scripts[scriptIn(command)] ?? ""]
    .map((text) =>
      scripts.serve ? text.replace(/\b(?:npm|yarn|pnpm|bun)(?: run)? serve\b/, () => scripts.serve ?? "") : text,
    )
    .some(isDevelopmentServer);

const scriptIn = (command: string) => /^(?:npm|yarn|pnpm|bun)(?: run)? ([\w:-]{1,80})$/.exec(command)?.[1] ?? "";

export function dockerfileWarnings(checked: Checked): Warning[] {
  // What it copies is that of the folder that it is built from.
  const tree = checked.tree.within?.repository ?? checked.tree;
  return checks.flatMap((check) => check({ ...checked, tree }) ?? []);
}

/** What the Dockerfile names one by one, which no .dockerignore may leave out. */
export const copiedPaths = (stages: readonly ParsedStage[]): string[] => [
  ...stages.flatMap(copiesOf).map(({ source }) => source),
  ...(fromStages(stages).length > 0 ? [variables] : []),
];
