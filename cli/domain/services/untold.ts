import type { Warning } from "../packs/pack.ts";
import { matchesOf, type Source } from "../packs/shared/scan.ts";
import { assumed } from "../packs/tree.ts";
import { kindOfScheme } from "./defaults.ts";
import type { BackingService } from "./service.ts";
import type { UsedService } from "./used-service.ts";

/** A service that is set up, though nothing was found that reads the variable by which the program is told where it is. */
export function untold(
  { kind, at, variables, optional }: UsedService,
  sources: readonly Source[],
): Warning | undefined {
  if (optional || !kind.setup || variables.some((variable) => variable.at !== assumed)) return undefined;
  const [variable = "a variable"] = variables.map(({ value }) => value);
  const written = addressInCode(sources, kind);
  if (written)
    return {
      text: `${written.at} looks for ${kind.name} ${written.place}, and no variable was found that says another address`,
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

/** The name of another machine: `mongodb://mongo:27017/shop`. */
const otherAddress = /["'`]([a-z][a-z0-9+]{2,20}):\/\/(?:[^@\s/"'`$%{]{1,80}@)?([a-z][\w.-]{0,60})(?=[:/"'`])/g;

/** A line of the program that says where it is: by its protocol, or as the host of something that is called like it. */
function addressInCode(sources: readonly Source[], kind: BackingService): { at: string; place: string } | undefined {
  const words = [...wordsOf(kind), ...(kind.images ?? [])];
  const named = (text: string) => words.some((word) => text.toLowerCase().includes(word));
  for (const { at, before, groups, after } of matchesOf(sources, localAddress)) {
    if (named(`${at} ${before}${groups.join("")}${after}`)) return { at, place: "on its own machine" };
  }
  for (const { at, groups } of matchesOf(sources, otherAddress)) {
    if (kindOfScheme(groups[0] ?? "")?.name === kind.name) return { at, place: `at ${groups[1]}` };
  }
  return undefined;
}
