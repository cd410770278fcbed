import { aligned } from "../../../lib/table.ts";
import { roughly } from "../../core/duration.ts";
import type { Session } from "../../core/session.ts";
import type { RollbackTarget } from "../../domain/environment/rolled-back.ts";
import type { Naming } from "../../domain/release/naming.ts";
import { typedVersion } from "../../domain/release/typed-version.ts";

/** The version that a person chooses among these, or the first one without anybody to ask; undefined if they stop. */
export async function chooseTarget(
  { openPrompt, steps }: Session,
  { targets, naming }: { targets: readonly RollbackTarget[]; naming: Naming },
  question: string,
): Promise<string | undefined> {
  const first = targets[0]?.version;
  if (!openPrompt) return first;
  for (const line of targetLines(targets)) steps.note(line);
  const prompt = openPrompt();
  try {
    for (;;) {
      const answer = (await prompt.ask(`${question} [${first}], or s to stop: `))?.trim();
      if (answer === undefined || /^s(top)?$/i.test(answer)) return undefined;
      if (answer === "") return first;
      const version = typedVersion(answer, naming);
      if (targets.some((target) => target.version === version)) return version;
      steps.note("Not one of these versions; try again.");
    }
  } finally {
    prompt.close();
  }
}

/** A table of versions, and how well they did. */
function targetLines(targets: readonly RollbackTarget[]): string[] {
  const rows = targets.map(({ version, healthyMs, at, by = "", failures }) => [
    version,
    roughly(healthyMs),
    at.replace("T", " ").slice(0, 16),
    by,
    failures > 0 ? `failed ${failures === 1 ? "once" : `${failures} times`}` : "",
  ]);
  return aligned([["VERSION", "HEALTHY FOR", "PROMOTED (UTC)", "BY", ""], ...rows]);
}
