import type { LeftOut, Member } from "./member.ts";

/** Several Dockerfiles may build one program from the same folder, such as one for each version of its language. */
export function withoutVariants(members: readonly Member[]): { members: Member[]; leftOut: LeftOut[] } {
  const kept = new Map<string, Member>();
  const leftOut: LeftOut[] = [];
  for (const member of members) {
    const kind = kindOf(member);
    const other = kind === undefined ? undefined : kept.get(kind);
    if (kind === undefined || !other) {
      kept.set(kind ?? member.name, member);
      continue;
    }
    // What the Compose file builds is meant; else the last, which is the newest where they are called like versions.
    const [taken, left] = other.composed ? [other, member] : [member, other];
    kept.set(kind, taken);
    leftOut.push({ name: left.name, folder: left.folder, why: `builds the same program as ${taken.name}` });
  }
  return { members: [...kept.values()], leftOut };
}

/** What it is built from and how it is started, of one that a Dockerfile beside other ones makes. */
function kindOf({ build, facts, folder }: Member): string | undefined {
  const start = facts.evidence.find(({ what }) => what === "start")?.value;
  const isKept = facts.pack === "dockerfile" && build.dockerfile.includes("/");
  return isKept && start !== undefined && build.context !== folder
    ? JSON.stringify([build.context, start, facts.port.value])
    : undefined;
}
