import { run } from "../lib/processes.ts";
import { inTurns, ms } from "./measure.ts";
import { type Project, program } from "./project.ts";
import type { Row } from "./table.ts";

const node = (...args: string[]) => run(process.execPath, args);

/** How long chatops takes where nothing has to be done. */
export async function measureStart({ chatops }: Project): Promise<Row[]> {
  const start = await inTurns(15, {
    node: () => node("-e", "0"),
    version: () => node(program, "--version"),
    help: () => node(program, "--help"),
    import: () => chatops("import", "--dry-run"),
    release: () => chatops("release"),
  });
  return [
    [
      "chatops --version",
      ms(start.version),
      `node -e 0: ${ms(start.node)}`,
      ratio(start.version, start.node),
      "≤ 1.5x",
    ],
    ["import --dry-run beyond --help", ms(start.import - start.help), `--help: ${ms(start.help)}`, "", "≤ 150 ms"],
    [
      "release of a released commit",
      ms(start.release),
      `node -e 0: ${ms(start.node)}`,
      ratio(start.release, start.node),
      "≤ 0.3 s",
    ],
  ];
}

const ratio = (one: number, other: number): string => `${(one / other).toFixed(2)}x`;
