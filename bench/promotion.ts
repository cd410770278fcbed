import { readFile, rm, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import type { Event } from "../cli/core/events.ts";
import type { ProcessFailure } from "../lib/processes.ts";
import type { Sandbox } from "../sandbox/index.ts";
import { plainServer } from "../testing/fixtures/sample-projects.ts";
import { inTurns, median, medianOf, ms, timed } from "./measure.ts";
import { type Project, program, stampingHelm } from "./project.ts";
import type { Row } from "./table.ts";
import { watchUntilAvailable, watchUntilCrashedTwice } from "./watching.ts";

type Stamped = Event & { at: string };

const rounds = 3;
const crashing = `throw new Error("DATABASE_URL is not set");\n`;
/** Helm's own is 300 s; it uses all of it, whatever is given. */
const helmPatience = "30s";

/** One of Helm's majors, alone and under chatops. */
interface Bench {
  major: 3 | 4;
  project: Project;
  /** Promotes the newest release. */
  promote: () => Promise<Stamped[]>;
  /** When Helm's last upgrade under chatops ended, in ms. */
  appliedAt: () => Promise<number>;
  forget: () => Promise<void>;
  /** The bare Helm, in the project's namespace. */
  helm: (...args: string[]) => Promise<unknown>;
  /** File of the newest released chart, image and all. */
  newestChart: () => Promise<string>;
}

/**
 * How long promotions take beside the bare Helm, for both of its majors. Each has a project of its own, so that none meets what the
 * other left, and what they are compared by is measured in turns.
 */
export async function measurePromotions(sandbox: Sandbox, projects: Record<3 | 4, Project>): Promise<Row[]> {
  const benches = [await prepare(sandbox, projects[3], 3), await prepare(sandbox, projects[4], 4)];
  for (const bench of benches) await bench.promote();
  const rows: Row[] = [];
  for (const bench of benches) rows.push(await measureUnchanged(bench));
  rows.push(...(await measureApplied(benches)));
  for (const bench of benches) rows.push(await measureVerdict(bench));
  return rows;
}

async function prepare(sandbox: Sandbox, project: Project, major: 3 | 4): Promise<Bench> {
  const helm = sandbox.helm[major];
  const { path, stamp } = await stampingHelm(helm, join(project.directory, "..", `helm-${major}`));
  const env = { ...project.env, PATH: `${path}${delimiter}${project.env.PATH}` };
  return {
    major,
    project,
    promote: async () => {
      const { stdout } = await project
        .run(process.execPath, [program, "promote", "--env", "bench", "--json", "--yes"], { env })
        .catch((error: ProcessFailure) => error);
      const lines = stdout.split("\n").filter(Boolean);
      return lines.map((line) => JSON.parse(line) as Stamped);
    },
    appliedAt: async () => Number(await readFile(stamp, "utf8")),
    forget: () => rm(stamp, { force: true }),
    helm: (...args) => project.run(helm, [...args, "--namespace", project.namespace]),
    newestChart: () => fetchChart(sandbox, project),
  };
}

async function fetchChart({ chartRepository }: Sandbox, project: Project): Promise<string> {
  await project.run("git", ["fetch", "--quiet", "--tags"]);
  const { stdout } = await project.run("git", ["tag", "--list", "--sort=-version:refname"]);
  const version = stdout.split("\n")[0]?.slice(1);
  const file = join(project.directory, "..", `${project.name}-${version}.tgz`);
  const url = `${chartRepository}/charts/${project.name}-${version}.tgz`;
  await writeFile(file, new Uint8Array(await (await fetch(url)).arrayBuffer()));
  return file;
}

async function measureUnchanged({ major, project, promote, helm, newestChart }: Bench): Promise<Row> {
  const chart = await newestChart();
  // Not in turns: every upgrade makes a revision, and the next promotion has to judge that.
  const unchanged = await medianOf(rounds, promote);
  const repeated = await medianOf(rounds, () => helm("upgrade", project.name, chart));
  return ["promote of what runs", ms(unchanged), `helm ${major} upgrade, a revision more: ${ms(repeated)}`, "", ""];
}

async function measureApplied(benches: readonly Bench[]): Promise<Row[]> {
  const alone = await measureAlone(benches);
  const applied = new Map(benches.map(({ major }) => [major, [] as number[]]));
  const seen = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const { major, project, ...bench } of benches) {
      await project.release(`${plainServer}// ${round}\n`);
      await bench.forget();
      const started = Date.now();
      const watching = watchUntilAvailable(project);
      const events = await bench.promote();
      applied.get(major)?.push((await bench.appliedAt()) - started);
      seen.push(readyIn(events) - (await watching.end()));
    }
  }
  return [
    ...[...applied].map(([major, all]): Row => {
      const [promoted, upgrade] = [median(all), alone[major]];
      const beside = `helm ${major} upgrade: ${ms(upgrade)}`;
      return [
        `promote, until Helm ${major} has applied`,
        ms(promoted),
        beside,
        `+ ${ms(promoted - upgrade)}`,
        "≤ + 0.7 s",
      ];
    }),
    ["all ready seen, after kubectl --watch prints it", ms(median(seen)), "", "", "≤ 100 ms"],
  ];
}

/** What the bare Helm takes for a change, by its major. */
async function measureAlone(benches: readonly Bench[]): Promise<Record<3 | 4, number>> {
  let count = 0;
  const upgrade = async ({ project, helm, newestChart }: Bench) => {
    const chart = await newestChart();
    return () => {
      count += 1;
      return helm("upgrade", project.name, chart, "--set", `podAnnotations.round=r${count}`);
    };
  };
  const [three, four] = await Promise.all(benches.map(upgrade));
  if (!three || !four) throw new Error("both majors are measured");
  const taken = await inTurns(rounds, { three, four });
  return { 3: taken.three, 4: taken.four };
}

const readyIn = (events: Stamped[]): number =>
  Date.parse(
    events.find((event) => event.type === "progress" && /^(\d+)\/\1 ready(;|$)/.test(String(event.text)))?.at ?? "",
  );

/** A version that crashes: that it does not come up is certain once it has ended twice. */
async function measureVerdict({ major, project, promote, helm, newestChart }: Bench): Promise<Row> {
  await project.release(crashing);
  const watching = watchUntilCrashedTwice(project);
  const events = await promote();
  const verdict = failedIn(events) - (await watching.end());
  // What `helm upgrade` does with it, when it is told to wait and to go back.
  const back = major === 3 ? "--atomic" : "--rollback-on-failure";
  const waiting = ["--wait", back, "--timeout", helmPatience];
  const chart = await newestChart();
  const patience = await timed(() => helm("upgrade", project.name, chart, ...waiting).catch(() => {}));
  await project.release(plainServer);
  await promote();
  const beside = `helm ${major} --wait --timeout ${helmPatience}: ${ms(patience)}, no cause`;
  return ["crash loop: cause named, after kubectl --watch prints the second crash", ms(verdict), beside, "", "≤ 2 s"];
}

const failedIn = (events: Stamped[]): number =>
  Date.parse(events.find((event) => event.type === "failed" && event.title.startsWith("Promote"))?.at ?? "");
