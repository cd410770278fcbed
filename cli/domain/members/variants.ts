import { isOneOfSeveral } from "../packs/tree.ts";
import { isSourceOfAny } from "./folders.ts";
import type { LeftOut, Member } from "./member.ts";

/** Several Dockerfiles may build one program from the same folder, such as one for each version of its language. */
export function withoutVariants(members: readonly Member[]): { members: Member[]; leftOut: LeftOut[] } {
  const taken = members.filter((member) => takenFor(member, members) === member);
  const leftOut = members.flatMap((member) => {
    const other = takenFor(member, members);
    const why = `builds the same program as ${other.name}`;
    return other === member ? [] : [{ name: member.name, folder: member.folder, why }];
  });
  return { members: taken, leftOut };
}

/** What the Compose file builds is meant; else the last, which is the newest where they are called like versions. */
function takenFor(member: Member, members: readonly Member[]): Member {
  const kind = kindOf(member);
  const same = kind === undefined ? [] : members.filter((other) => kindOf(other) === kind);
  return same.find(({ composed }) => composed) ?? same.at(-1) ?? member;
}

/** What it is built from and how it is started, of one that a Dockerfile in a folder for such files makes. */
function kindOf({ build, facts, folder, tree }: Member): string | undefined {
  const start = facts.evidence.find(({ what }) => what === "start")?.value;
  const isKept = facts.pack === "dockerfile" && build.dockerfile.includes("/");
  const hasSources = tree.within !== undefined && !isOneOfSeveral(tree) && tree.paths.some(isSourceOfAny);
  return isKept && !hasSources && start !== undefined && build.context !== folder
    ? JSON.stringify([build.context, start, facts.port.value])
    : undefined;
}
