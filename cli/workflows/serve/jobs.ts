import { setTimeout as pause } from "node:timers/promises";
import type { V1Pod } from "@kubernetes/client-node";
import { messageOf, preconditionError } from "../../../lib/errors.ts";
import type { Cluster } from "../../adapters/kubernetes/cluster.ts";
import { streamLog } from "../../adapters/kubernetes/log-stream.ts";
import {
  deleteJob,
  isOver,
  isSuspended,
  listJobs,
  patchJob,
  podsOfJob,
  readJob,
  readPodTemplate,
  startJob,
  startOf,
  stateOf,
  workingContainer,
} from "../../adapters/kubernetes/run-jobs.ts";
import { jobName, keptMark, labelsOf, messageOfEnd, recordIn, runJob } from "../../domain/serve/run-job.ts";
import { type RunRecord, runRecord } from "../../domain/serve/run-record.ts";
import { runResult } from "../../results/run.ts";
import type { Place } from "./places.ts";
import type { Ending } from "./release-and-promote.ts";
import type { Following, Runner } from "./runner.ts";
import { eventIn, type Told } from "./told.ts";

interface JobSettings {
  cluster: Cluster;
  /** Tells the Jobs of several serve in one namespace apart. */
  instance: string;
  /** PodTemplate of repositories that name none. */
  podTemplate: string | undefined;
  /** How long a Job stays that is over. */
  keepMs: number;
}

const pollMs = 500;

/** Runs are Jobs of a cluster: they go on without serve, and another one finds them again. */
export function jobRunner(settings: JobSettings): Runner {
  const { cluster, instance, keepMs } = settings;
  return {
    async run(place, record, following) {
      const name = jobName(record);
      const { timeoutMs, signal, onTrouble } = following;
      try {
        const found = await readJob(cluster, name);
        if (!found || isSuspended(found)) {
          const template = await readPodTemplate(cluster, templateOf(place, settings));
          const job = runJob({ record, instance, template, timeoutMs, keepSeconds: Math.ceil(keepMs / 1_000) });
          await startJob(cluster, job, name, orderOf(place, record, timeoutMs));
        }
      } catch (error) {
        // Whatever stands there then is found by the next serve.
        if (signal.aborted) return undefined;
        await deleteJob(cluster, name).catch(() => {});
        onTrouble(messageOf(error));
        // That says nothing of the commit: it is tried again after a while.
        return { outcome: "waiting", message: messageOf(error) };
      }
      return follow(cluster, name, following);
    },
    async settle({ name }) {
      const jobs = await listJobs(cluster, labelsOf(instance, name));
      const records = jobs.flatMap(({ metadata }) => runRecord.safeParse(recordIn(metadata?.annotations)).data ?? []);
      return records.sort((one, other) => (one.startedAt < other.startedAt ? -1 : 1));
    },
    // Whoever looks finds it until its time is up; a serve that starts finds it done.
    forget: (record) =>
      record.outcome === "interrupted"
        ? deleteJob(cluster, jobName(record))
        : patchJob(cluster, jobName(record), keptMark),
    async verify(place) {
      await readPodTemplate(cluster, templateOf(place, settings));
    },
  };
}

function templateOf({ name, settings }: Place, { podTemplate }: JobSettings): string {
  const chosen = settings.podTemplate ?? podTemplate;
  if (chosen !== undefined) return chosen;
  throw preconditionError(`repositories.${name}: its runs are Jobs, and no PodTemplate is named for them`, {
    hint: "Name one as `kubernetes.podTemplate`, or as `podTemplate` of the repository; docs/serve.md shows one.",
  });
}

const orderOf = ({ settings: { url, directory }, given }: Place, { branch, commit }: RunRecord, timeoutMs: number) => ({
  url,
  branch,
  commit,
  directory,
  timeoutMs,
  variables: given,
});

/** Passes on what the pods of a Job tell, until it says what came of it. Undefined if serve is stopped before. */
async function follow(cluster: Cluster, name: string, following: Following): Promise<Ending | undefined> {
  const { signal } = following;
  const heard = hearing(following);
  const tellTrouble = onceEach(following);
  while (!signal.aborted) {
    try {
      const job = await readJob(cluster, name);
      const pod = (await podsOfJob(cluster, name)).at(-1);
      const start = pod && startOf(pod);
      if (pod && start?.hasLog) await hearPod(cluster, pod, heard, signal);
      else if (start?.trouble) tellTrouble(start.trouble);
      const ending = heard.ending();
      if (ending && ending.outcome !== "interrupted") return ending;
      if (isOver(job)) return ending ?? { ...heard.told, outcome: "failed", message: messageOfEnd(stateOf(job, pod)) };
    } catch (error) {
      // The cluster is out of reach for a while, and the Job goes on.
      if (!signal.aborted) tellTrouble(messageOf(error));
    }
    await pause(pollMs, undefined, { signal }).catch(() => {});
  }
  return undefined;
}

type Hearing = ReturnType<typeof hearing>;

/** What was told so far, and until when by each pod. */
function hearing({ onLine }: Following) {
  const told: Told = {};
  let ending: Ending | undefined;
  const until = new Map<string, string>();
  return {
    told,
    ending: () => ending,
    until: (pod: string) => until.get(pod) ?? "",
    line(pod: string, at: string, line: string) {
      until.set(pod, at);
      const answer = endingIn(line);
      if (answer) ending = { ...told, ...answer };
      else Object.assign(told, onLine(line));
    },
  };
}

/** Passes on what a pod tells until it ends, each line once, however often the connection to its log was cut. */
async function hearPod(cluster: Cluster, pod: V1Pod, heard: Hearing, signal: AbortSignal): Promise<void> {
  const name = pod.metadata?.name ?? "";
  const before = heard.until(name);
  const wanted = { follow: true, ...(before && { since: toSecond(before) }) };
  const onLine = (stamped: string) => {
    const space = stamped.indexOf(" ");
    const at = stamped.slice(0, space);
    if (at > before) heard.line(name, at, stamped.slice(space + 1));
  };
  await streamLog(cluster, { pod: name, container: workingContainer(pod) }, wanted, onLine, signal);
}

/** The API takes no parts of a second. */
const toSecond = (time: string): string => time.replace(/\.\d{1,9}Z$/, "Z");

/** What the program in the pod answers last. */
function endingIn(line: string): Ending | undefined {
  const event = eventIn(line);
  const result = event?.type === "result" ? runResult.safeParse(event.result).data : undefined;
  if (!result) return undefined;
  const { outcome, exitCode, message } = result;
  return { outcome, ...(exitCode !== undefined && { exitCode }), ...(message !== undefined && { message }) };
}

/** Tells a trouble when it comes, and not again as long as it stays. */
function onceEach({ onTrouble }: Following): (trouble: string) => void {
  let told: string | undefined;
  return (trouble) => {
    if (trouble !== told) onTrouble(trouble);
    told = trouble;
  };
}
