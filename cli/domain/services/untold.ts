import type { Warning } from "../packs/pack.ts";
import { matchesOf, type Source } from "../packs/shared/scan.ts";
import { assumed } from "../packs/tree.ts";
import type { BackingService } from "./service.ts";
import type { UsedService } from "./used-service.ts";

/** A service that is set up, though nothing was found that reads the variable by which the program is told where it is. */
export function untold(
  { kind, at, variables, optional, host }: UsedService,
  sources: readonly Source[],
): Warning | undefined {
  if (optional || !kind.setup || variables.some((variable) => variable.at !== assumed)) return undefined;
  // It is called so, and asks for nothing.
  if (host && kind.setup.canDoWithoutPassword) return undefined;
  const [variable = "a variable"] = variables.map(({ value }) => value);
  const local = onOwnMachine(sources, kind);
  if (local || host)
    return {
      text: `${local ?? host?.at} looks for ${kind.name} ${local ? "on its own machine" : `at ${host?.value}`}, and no variable was found that says another address`,
      hint: `Read the address from ${variable}, which the chart and compose.yaml set.`,
    };
  // In others, frameworks and drivers read variables of which no code speaks.
  return sources.some(({ path }) => /\.(?:go|rs|cs)$/.test(path))
    ? {
        text: `${kind.name} (${at}) is set up, and nothing was found that reads where it is`,
        hint: `Read the address from ${variable}, which the chart and compose.yaml set, or have them set what the program reads.`,
      }
    : undefined;
}

/** What a section of settings may be called that is about a service. */
export const wordsOf = ({ name, setup }: BackingService): string[] =>
  setup?.isSql ? [name, "db", "database", "sql"] : [name];

const localAddress =
  /:\/\/(?:[^@\s/"'`]{1,80}@)?(?:localhost|127\.0\.0\.1)|\bhost\w{0,4}["']?\s{0,9}[:=]\s{0,9}["'`](?:localhost|127\.0\.0\.1)["'`]/gi;

/** A line of the program that says so: by its protocol, or as the host of something that is called like it. */
function onOwnMachine(sources: readonly Source[], kind: BackingService): string | undefined {
  const words = [...wordsOf(kind), ...(kind.images ?? [])];
  const named = (text: string) => words.some((word) => text.toLowerCase().includes(word));
  for (const { at, before, groups, after } of matchesOf(sources, localAddress)) {
    if (named(`${at} ${before}${groups.join("")}${after}`)) return at;
  }
  return undefined;
}
