import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { folder } from "../fixtures/folder.ts";

/** How a program ends early: before it did anything, killed after its work, or with a failure after its work. */
export const earlyEnds = ["ends at once", "killed afterwards", "fails afterwards"] as const;
export type EarlyEnd = (typeof earlyEnds)[number];

/** A program in front of a real one that ends early at one of its calls, and otherwise is the real one. */
export interface EarlyProgram {
  /** To be put first into PATH. */
  bin: string;
  /** Counts anew from here on, and has the n-th call end early; without one it only counts. */
  arm: (nth?: number, end?: EarlyEnd) => void;
  /** The arguments of each call since it was armed, in order. */
  calls: () => string[];
}

/** Calls run beside each other, and a folder is made by one of them alone: that numbers them. */
const script = (real: string, place: string) => `#!/bin/sh
call=1
until mkdir "${place}/$call" 2>/dev/null; do call=$((call + 1)); done
printf '%s ' "$@" >"${place}/$call/arguments"
[ -e "${place}/$call-fails" ] || exec "${real}" "$@"
case $(cat "${place}/$call-fails") in
"killed afterwards") "${real}" "$@"; kill -KILL $$ ;;
"fails afterwards") "${real}" "$@" ;;
esac
echo "Error: made to fail by a test" >&2
exit 1
`;

/** Puts a program of this name before the real one; gone with the test. */
export function earlyProgram(name: string, real: string): EarlyProgram {
  const bin = folder({}, "bin");
  const place = join(folder({}, "calls"), name);
  const file = join(bin, name);
  writeFileSync(file, script(real, place));
  chmodSync(file, 0o755);
  const arm: EarlyProgram["arm"] = (nth, end) => {
    rmSync(place, { recursive: true, force: true });
    mkdirSync(place);
    if (nth && end) writeFileSync(join(place, `${nth}-fails`), end);
  };
  arm();
  const argumentsOf = (call: number) => join(place, String(call), "arguments");
  const calls = () =>
    readdirSync(place)
      .map(Number)
      .filter((call) => existsSync(argumentsOf(call)))
      .sort((one, other) => one - other)
      .map((call) => readFileSync(argumentsOf(call), "utf8").trim());
  return { bin, arm, calls };
}
