import { preconditionError } from "../lib/errors.ts";
import { installPackages, packagesFor } from "./apt.ts";
import type { SandboxContext } from "./context.ts";
import { rememberCluster } from "./parts/chosen-cluster.ts";
import { chooseEngine, rememberedEngine, startEngine } from "./parts/engine.ts";
import { enginePrograms } from "./parts/own-engine.ts";
import type { ClusterChoice, Engine, Part, Wanted } from "./parts/part.ts";
import type { Paths } from "./paths.ts";
import { makePlan, type Plan } from "./plan.ts";
import { withSandboxLock } from "./sandbox-lock.ts";
import type { SetupStep } from "./setup-step.ts";

/** Asked once before anything is installed or built. */
export type Confirm = (steps: SetupStep[]) => Promise<boolean>;

/** Brings the parts up; what runs already is left alone. Only one run at a time changes a sandbox. */
export function bringUp(
  context: SandboxContext,
  confirm: Confirm,
  cluster: ClusterChoice | undefined,
): Promise<Engine> {
  return withSandboxLock(context, async () => {
    const engine = await chooseEngine(context.paths);
    // It knows which images it has only when it runs.
    if (wasMade(context.paths)) await startEngine(context, engine);
    const wanted = { ...context, engine, cluster };
    const plan = await makePlan(wanted);
    if (plan.steps.length > 0 && !(await confirm(plan.steps))) throw preconditionError("Nothing was installed");
    await makeEverything(wanted, plan);
    return engine;
  });
}

/** Whether an engine was chosen before, and its programs are still there. */
const wasMade = (paths: Paths) =>
  rememberedEngine(paths) !== undefined && packagesFor(paths, enginePrograms).length === 0;

/** Two rows side by side: Debian's packages and what runs on them, which wait a lot, and the Go builds, which compute. */
async function makeEverything(wanted: Wanted, plan: Plan): Promise<void> {
  const packages = timed(wanted, `install ${plan.packages.join(", ")}`, plan.packages.length > 0, () =>
    installPackages(wanted.paths, plan.packages),
  );
  const tools = plan.packages.includes("golang-go") ? packages : Promise.resolve();
  const programs = tools.then(() => prepareAll(wanted, plan));
  const started = new Map<Part["name"], Promise<void>>();
  for (const { name, prepare, after = [], start } of plan.parts) {
    // A part whose programs are built waits for all of them: what starts while the cores are busy may be late.
    const before = [packages, ...after.map((other) => started.get(other)), ...(prepare ? [programs] : [])];
    started.set(
      name,
      Promise.all(before).then(() => start?.(wanted)),
    );
  }
  await allDone(wanted, [programs, ...started.values()]);
  if (wanted.cluster) rememberCluster(wanted.paths, wanted.cluster);
}

/** One after the other: they share most of what they compile, and each keeps all cores busy. Says which, and how far. */
async function prepareAll(wanted: Wanted, { parts, builds }: Plan): Promise<void> {
  const built = parts.filter(({ prepare }) => prepare);
  const waiting = [...builds.keys()];
  for (const [index, { name, prepare }] of built.entries()) {
    const steps = builds.get(name) ?? [];
    const title = steps.map((step) => step.title).join(", ");
    const seconds = steps.reduce((sum, step) => sum + step.seconds, 0);
    const count = `${waiting.indexOf(name) + 1} of ${waiting.length}`;
    if (title) wanted.report(`${title} (${count}, usually about ${seconds} s) ...`);
    await timed(wanted, title, title !== "", () =>
      Promise.all([prepare?.(wanted), built[index + 1]?.fetch?.(wanted)]).then(() => {}),
    );
  }
}

/** Waits for all, and only then throws the first failure: nothing goes on behind the caller's back. */
async function allDone({ report }: SandboxContext, tasks: Promise<unknown>[]): Promise<void> {
  let hasFailed = false;
  const failed = () => {
    if (!hasFailed) report("A part failed; waiting for what is under way");
    hasFailed = true;
  };
  for (const task of tasks) task.catch(failed);
  for (const result of await Promise.allSettled(tasks)) if (result.status === "rejected") throw result.reason;
}

/** Says when long work is done and how long it took. */
async function timed(
  { report }: SandboxContext,
  title: string,
  worthSaying: boolean,
  task: () => Promise<void>,
): Promise<void> {
  const start = Date.now();
  await task();
  if (worthSaying) report(`${title}: done in ${Math.round((Date.now() - start) / 1000)} s`);
}
