import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { stringify } from "yaml";
import { folder } from "../fixtures/folder.ts";

/** Groups of rules as a PrometheusRule has them and as Prometheus reads them. */
export interface RuleGroups {
  groups: { name: string; rules: { alert?: string; record?: string; expr: string }[] }[];
}

/** What promtool says; it fails with that where something is wrong. */
async function promtool(args: string[], input = ""): Promise<string> {
  const { stdout, stderr, exitCode } = await execa("promtool", args, { input, reject: false });
  if (exitCode !== 0) throw new Error(`promtool ${args.join(" ")}: ${stdout}${stderr}`);
  return stdout + stderr;
}

/** What is wrong with the names, types and texts of figures; nothing where all is well. */
export const checkMetrics = (text: string): Promise<string> => promtool(["check", "metrics"], text);

const written = (name: string, value: object): string => {
  const file = join(folder(), name);
  writeFileSync(file, stringify(value));
  return file;
};

export const checkRules = (rules: RuleGroups): Promise<string> =>
  promtool(["check", "rules", written("rules.yaml", rules)]);

/** Fails where the rules raise other alerts than the cases expect of their series. */
export const testRules = (rules: RuleGroups, cases: object[]): Promise<string> => {
  const tests = { rule_files: [written("rules.yaml", rules)], evaluation_interval: "1m", tests: cases };
  return promtool(["test", "rules", written("tests.yaml", tests)]);
};
