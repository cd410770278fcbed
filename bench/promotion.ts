import { readFile, rm, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import type { Event } from "../cli/core/events.ts";
import { ProcessFailure } from "../cli/core/processes.ts";
import { server } from "../cli/testing/samples.ts";
import type { Sandbox } from "../sandbox/index.ts";
import { inTurns, median, ms, timed } from "./measure.ts";
import { type Project, stampingHelm } from "./project.ts";
import type { Row } from "./table.ts";

type Stamped = Event & { at: string };

const rounds = 3;
const crashing = `throw new Error("DATABASE_URL is not set");\n`;
/** Helm's own is 300 s; it uses all of it, whatever is given. */
const helmPatience = "30s";

/** How long promotions take beside the bare Helm, for one of its majors. */
export async function measurePromotion(sandbox: Sandbox, project: Project, major: 3 | 4): Promise<Row[]> {
  const helm = sandbox.helm[major];
  const { path, stamp } = await stampingHelm(helm, join(project.directory, "..", `helm-${major}`));
  const withHelm = { ...project.env, PATH: `${path}${delimiter}${project.env.PATH}` };
  const promote = async () => {
    const { stdout } = await project
      .run(process.execPath, [program, "promote", "--env", "bench", "--json", "--yes"], { env: withHelm })
      .catch((error: ProcessFailure) => error);
    return stdout
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Stamped);
  };
  const chart = await fetchChart(sandbox, project);
  const bare = (...args: string[]) => project.run(helm, [...args, "--namespace", project.namespace]);
  const upgrade = (count: number) => bare("upgrade", project.name, chart, "--set", `podAnnotations.round=r${count}`);
  await promote();
  // Not in turns: every upgrade makes a revision, and the next promotion has to judge that.
  const unchanged = await inTurns(rounds, { chatops: promote });
  const repeated = await inTurns(rounds, { helm: () => bare("upgrade", project.name, chart) });
  const upgrades = [];
  for (let count = 0; count < rounds; count += 1) upgrades.push(await timed(() => upgrade(count)));
  const applied = [];
  const seen = [];
  for (let count = 0; count < rounds; count += 1) {
    await project.release(`${server}// ${major}.${count}\n`);
    await rm(stamp, { force: true });
    const started = Date.now();
    const watching = watchApi(project);
    const events = await promote();
    applied.push(Number(await readFile(stamp, "utf8")) - started);
    seen.push(readyIn(events) - (await watching.end()));
  }
  await project.release(crashing);
  const events = await promote();
  const verdict = failedIn(events) - Number(await readFile(stamp, "utf8"));
  const patience = await timed(() => bareWait(project, helm, major).catch(() => {}));
  await project.release(server);
  await promote();
  const beyond = median(applied) - median(upgrades);
  return [
    [
      `promote of what runs`,
      ms(unchanged.chatops),
      `helm ${major} upgrade, a revision more: ${ms(repeated.helm)}`,
      "",
      "",
    ],
    [
      "promote, until Helm has applied",
      ms(median(applied)),
      `helm ${major} upgrade: ${ms(median(upgrades))}`,
      `+ ${ms(beyond)}`,
      "≤ + 0.5 s",
    ],
    ["all ready seen, after the API shows it", ms(median(seen)), "kubectl get --watch", "", "≤ 100 ms"],
    [
      "crash loop: verdict, after Helm has applied",
      ms(verdict),
      `helm ${major} --wait: ${ms(patience)}, no cause`,
      "",
      "≤ 2 s after the second crash",
    ],
  ];
}

const program = join(import.meta.dirname, "..", "bin", "chatops.js");

async function fetchChart({ chartRepository }: Sandbox, project: Project): Promise<string> {
  await project.run("git", ["fetch", "--quiet", "--tags"]);
  const { stdout } = await project.run("git", ["tag", "--list", "--sort=-version:refname"]);
  const version = stdout.split("\n")[0]?.slice(1);
  const file = join(project.directory, "..", `${project.name}-${version}.tgz`);
  const url = `${chartRepository}/charts/${project.name}-${version}.tgz`;
  await writeFile(file, new Uint8Array(await (await fetch(url)).arrayBuffer()));
  return file;
}

/** What `helm upgrade` itself does with a version that crashes, when it is told to wait and to go back. */
async function bareWait(project: Project, helm: string, major: 3 | 4): Promise<void> {
  const back = major === 3 ? "--atomic" : "--rollback-on-failure";
  const waiting = ["--wait", back, "--timeout", helmPatience, "--namespace", project.namespace];
  await project.run(helm, ["upgrade", project.name, join(project.directory, "chart"), ...waiting]);
}

const readyIn = (events: Stamped[]): number =>
  Date.parse(
    events.find(
      ({ type, ...event }) => type === "progress" && /^(\d+)\/\1 ready$/.test(String("text" in event && event.text)),
    )?.at ?? "",
  );

const failedIn = (events: Stamped[]): number =>
  Date.parse(events.find((event) => event.type === "failed" && event.title.startsWith("Promote"))?.at ?? "");

/** Watches the Deployment as kubectl does; ends with the time when the API showed that all of the new revision is available. */
function watchApi(project: Project): { end: () => Promise<number> } {
  const stopping = new AbortController();
  const columns = [
    ".metadata.generation",
    ".status.observedGeneration",
    ".spec.replicas",
    ".status.replicas",
    ".status.updatedReplicas",
    ".status.availableReplicas",
  ];
  let generation = "";
  let doneAt = Number.NaN;
  const take = (line: string) => {
    const [wanted = "", observed, ...replicas] = line.trim().split(/\s+/);
    generation ||= wanted;
    const isDone = wanted !== generation && wanted === observed && new Set(replicas).size === 1;
    if (isDone && Number.isNaN(doneAt)) doneAt = Date.now();
  };
  const watching = project
    .run(
      "kubectl",
      [
        "get",
        "deployment",
        project.name,
        "--namespace",
        project.namespace,
        "--watch",
        "--no-headers",
        "--output",
        `custom-columns=${columns.map((column, index) => `C${index}:${column}`).join(",")}`,
      ],
      { signal: stopping.signal, onLine: take },
    )
    .catch((error: unknown) => {
      if (!(error instanceof ProcessFailure)) throw error;
    });
  return {
    end: async () => {
      stopping.abort();
      await watching;
      return doneAt;
    },
  };
}
