import { Failure } from "../../../lib/errors.ts";
import { recognizedPack } from "../packs/choose.ts";
import type { Evidence, Facts, Warning } from "../packs/pack.ts";
import { evidence } from "../packs/shared/evidence.ts";
import { nameFrom } from "../packs/shared/name.ts";
import { below, type Found, isOneOfSeveral, type ProjectTree } from "../packs/tree.ts";
import { isBeside } from "./beside.ts";
import type { Build, LeftOut, Member } from "./member.ts";
import { nameOfFolder } from "./names.ts";
import { keepsData } from "./stateful.ts";

/** What is imported: one program or, where `members` is there, several services. */
export interface Subject {
  /** Of the program, or of the first service. */
  facts: Facts;
  build: Build;
  members?: readonly Member[];
  name: Found<string>;
  evidence: readonly Evidence[];
  warnings: readonly Warning[];
}

export const ofProgram = (facts: Facts): Subject => ({
  facts,
  build: { context: ".", dockerfile: "Dockerfile" },
  name: facts.name,
  evidence: facts.evidence,
  warnings: facts.warnings,
});

/** The only service of a repository, which is built in a folder of it or with what is beside it. */
export const ofOnlyMember = (member: Member, tree: ProjectTree, leftOut: readonly LeftOut[]): Subject => ({
  facts: { ...member.facts, ignored: member.facts.ignored.map((pattern) => fromContext(pattern, member)) },
  // What is built from the top has its Dockerfile there.
  build:
    member.build.context === "." && member.facts.dockerfile && !member.composed
      ? { ...member.build, dockerfile: "Dockerfile" }
      : member.build,
  name: nameOfProject(tree),
  evidence: [
    member.folder
      ? evidence("folder", { value: member.folder, at: member.at }, "certain")
      : evidence("dockerfile", { value: member.build.dockerfile, at: member.at }, "certain"),
    ...member.facts.evidence.map((line) => inFolder(line, member)),
    ...leftOutLines(leftOut, [member]),
  ],
  warnings: [...portWarnings(member), ...warningsOf(member)],
});

export function ofMembers(
  members: readonly [Member, ...Member[]],
  tree: ProjectTree,
  leftOut: readonly LeftOut[],
): Subject {
  const [{ facts, build }] = members;
  return {
    facts,
    build,
    members,
    name: nameOfSeveral(tree),
    evidence: [...members.flatMap(memberLines), ...leftOutLines(leftOut, members)],
    warnings: members.flatMap((member) => [
      ...portWarnings(member),
      ...stateWarnings(member),
      ...warningsOf(member).map((warning) => ({ ...warning, text: `${member.name}: ${warning.text}` })),
    ]),
  };
}

const memberLines = (member: Member): Evidence[] => [
  {
    what: "service",
    value: `${member.name} in ${member.folder || "."}`,
    at: member.at,
    sure: "certain",
    service: member.name,
  },
  ...member.facts.evidence.map((line) => ({ ...inFolder(line, member), service: member.name })),
  ...member.told.map(({ name, value, at }) => ({
    ...inFolder({ what: "told", value: `${name}=${value}`, at, sure: "likely" }, member),
    service: member.name,
  })),
];

/** A line for each reason; folders that only hold settings are nothing to speak of. */
function leftOutLines(leftOut: readonly LeftOut[], members: readonly Member[]): Evidence[] {
  const hasMember = (place: string) => members.some(({ folder }) => folder === place || folder.startsWith(`${place}/`));
  const told = leftOut.filter(
    ({ folder, name }) => folder === "" || name !== nameOfFolder(folder) || !(isBeside(folder) || hasMember(folder)),
  );
  return [...new Set(told.map(({ why }) => why))].map((why) => {
    const names = told.filter((one) => one.why === why).map(({ folder, name }) => folder || name);
    return { what: "no service", value: names.join(", "), at: why, sure: "likely" };
  });
}

/** A pack calls the Dockerfile by its usual name, wherever it is. */
const warningsOf = ({ facts, build }: Member): Warning[] =>
  facts.warnings.map((warning) => ({
    ...warning,
    text: warning.text.replace(/(?<![\w./-])Dockerfile(?=:\d)/g, () => below(build.context, build.dockerfile)),
  }));

/** A pack names files from the member's own folder. */
function inFolder(line: Evidence, { tree, build }: Member): Evidence {
  const [path = "", ...rest] = line.at.split(":");
  if (path === "Dockerfile") return { ...line, at: [below(build.context, build.dockerfile), ...rest].join(":") };
  // What it needs of others is named from its folder, too.
  if (line.at.includes("../")) return { ...line, at: line.at.replace(/(?:\.\.\/){1,9}/g, "") };
  const prefix = isOneOfSeveral(tree) ? build.context : below(build.context, tree.within?.folder ?? "");
  return tree.paths.includes(path) && !line.at.endsWith(", at the top")
    ? { ...line, at: below(prefix, line.at) }
    : line;
}

/** What a pack says of a member's own folder, from where its image is built. */
export function fromContext(pattern: string, { tree }: Pick<Member, "tree">): string {
  const { within } = tree;
  if (!within || isOneOfSeveral(tree) || pattern.startsWith("**/")) return pattern;
  return pattern.startsWith("!") ? `!${within.folder}/${pattern.slice(1)}` : `${within.folder}/${pattern}`;
}

/** A database that is built as a program is has no volume in the chart. */
const stateWarnings = ({ name, facts }: Member): Warning[] =>
  keepsData(facts)
    ? [
        {
          text: `${name} keeps data, and the chart runs it as a program: what it holds is gone with its pod`,
          hint: `Run the database elsewhere, and set ${name}.replicaCount to 0 in the values of that environment.`,
        },
      ]
    : [];

/** What a cluster cannot know of a service whose people only said how it is built. */
const portWarnings = ({ name, answers }: Member): Warning[] =>
  answers
    ? []
    : [
        {
          text: `${name} answers at no port that was found, so nothing checks its health and nobody can connect to it`,
          hint: "If it does listen, publish its port in the Compose file or EXPOSE it in its Dockerfile, and import again.",
        },
      ];

/** The name of the repository, whatever its services are called. */
/** What one of them is called is no name for all. */
function nameOfSeveral(tree: ProjectTree): Found<string> {
  const name = nameOfProject(tree);
  return name.at.split(":", 1).join("").includes("/") ? nameFrom([{ value: tree.folder, at: "folder" }]) : name;
}

function nameOfProject(tree: ProjectTree): Found<string> {
  const folder = { value: tree.folder, at: "folder" };
  try {
    const names = recognizedPack(tree)?.pack.describe(tree).names ?? [];
    return nameFrom([...names, folder]);
  } catch (error) {
    if (error instanceof Failure) return nameFrom([folder]);
    throw error;
  }
}
