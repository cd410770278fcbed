import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const program = fileURLToPath(new URL("chatops.js", import.meta.url));
const pairs = 9;
const mostTimes = 1.5;

function millisecondsOf(args: string[]): number {
  const start = performance.now();
  execFileSync(process.execPath, args, { stdio: "ignore" });
  return performance.now() - start;
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

// In pairs and as a ratio, since the machine may be busy with other things.
test("`chatops --version` takes at most half as long again as an empty Node", () => {
  const ratios = Array.from(
    { length: pairs },
    () => millisecondsOf([program, "--version"]) / millisecondsOf(["-e", "0"]),
  );
  expect(median(ratios)).toBeLessThanOrEqual(mostTimes);
});
