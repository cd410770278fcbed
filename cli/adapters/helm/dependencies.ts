import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { withoutControls } from "../../../lib/controls.ts";
import { preconditionError } from "../../../lib/errors.ts";
import { lastLines } from "../../../lib/foreign-text.ts";
import { ProcessFailure } from "../../../lib/processes.ts";
import { type ProgramOptions, runProgram } from "../../core/programs.ts";
import { askAgain } from "../../core/retry.ts";
import { wayToDependencies } from "../../domain/chart/dependency-trouble.ts";
import type { Packaging } from "./package.ts";

interface Repository {
  name: string;
  url: string;
}

/** Charts come from servers. */
const silentMs = 120_000;

/** Words of Helm that tell of its way to a server, not of what it asked for. */
const trouble =
  /connection refused|connection reset|: EOF|unexpected EOF|i\/o timeout|handshake timeout|\b(429|50[0-4])\b/i;

/**
 * Has Helm fill the charts folder of a chart, as Chart.lock says if there is one. `repositories` are those that the chart
 * names: Helm wants each to be known to it beforehand, so it is told of them in a file of ours, with the user's credentials.
 */
export async function buildDependencies(
  folder: string,
  called: string,
  repositories: readonly string[],
  { env, scratch, running, onWait }: Packaging & { onWait?: ((text: string) => void) | undefined },
): Promise<void> {
  const own = await ownRepositories(repositories, env, { scratch, running });
  try {
    await askAgain(
      { peer: "the source of a chart's dependency", signal: running.signal, onWait },
      () => build(repositories, folder, { ...running, env: { ...env, ...own }, silentMs }),
      (tried) => {
        if (!("error" in tried) || !(tried.error instanceof ProcessFailure)) return undefined;
        return wordsOf(tried.error).some((line) => trouble.test(line)) ? { says: "does not give it" } : undefined;
      },
    );
  } catch (error) {
    if (!(error instanceof ProcessFailure) || running.signal?.aborted) throw error;
    throw preconditionError(
      `the dependencies of the chart ${called} are neither in ${called}/charts nor can Helm get them`,
      {
        details: wordsOf(error),
        hint: wayToDependencies({ path: called, repositories }, wordsOf(error)),
        cause: error,
      },
    );
  } finally {
    // It has the user's passwords in it: a killed run leaves it behind for as short a time as can be.
    await rm(own.HELM_REPOSITORY_CONFIG, { force: true });
  }
}

/** Helm 4 speaks plain http with a registry of this machine only if it is told to; Helm 3 does so by itself. */
async function build(repositories: readonly string[], folder: string, running: ProgramOptions): Promise<unknown> {
  const args = ["dependency", "build", folder];
  try {
    return await runProgram("helm", args, running);
  } catch (error) {
    const registries = repositories.filter((url) => url.startsWith("oci://"));
    const isPlain = error instanceof ProcessFailure && error.stderr.includes("gave HTTP response to HTTPS client");
    if (!isPlain || !registries.every((url) => isOnThisMachine.test(url))) throw error;
    return runProgram("helm", [...args, "--plain-http"], running);
  }
}

const isOnThisMachine = /^oci:\/\/(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])(:\d{1,5})?\//;

/** Why it does not get an index stands in its other output, and in the end it only misses that. */
function wordsOf({ stdout, details }: ProcessFailure): string[] {
  const reasons = lastLines(stdout).filter((line) => /^\.\.\.Unable|^\t/.test(line));
  return reasons.length > 0 ? reasons.map((line) => withoutControls(line).trim()) : details;
}

/** Variables that lead Helm to a file with the chart's repositories. The user's settings are read and left as they are. */
async function ownRepositories(
  needed: readonly string[],
  env: NodeJS.ProcessEnv,
  { scratch, running }: Omit<Packaging, "env">,
): Promise<Record<"HELM_REPOSITORY_CONFIG" | "HELM_REPOSITORY_CACHE", string>> {
  const { stdout } = await runProgram("helm", ["env", "HELM_REPOSITORY_CONFIG"], { ...running, env });
  const known = await readRepositories(stdout.trim());
  const isNeeded = ({ name, url }: Repository) =>
    needed.some((one) => isSame(one, url) || one === `@${name}` || one === `alias:${name}`);
  const isNew = (one: string) =>
    /^[a-z0-9+]+:\/\//.test(one) && !/^(file|oci):/.test(one) && !known.some(({ url }) => isSame(one, url));
  const added = needed.filter(isNew).map((url, index) => ({ name: `chatops-${index}`, url }));
  const config = join(scratch, "repositories.yaml");
  const cache = join(scratch, "repository-cache");
  await mkdir(cache, { recursive: true });
  const text = stringify({ apiVersion: "", repositories: [...known.filter(isNeeded), ...added] });
  await writeFile(config, text, { mode: 0o600 });
  return { HELM_REPOSITORY_CONFIG: config, HELM_REPOSITORY_CACHE: cache };
}

const isSame = (one: string, other: string): boolean => one.replace(/\/$/, "") === other.replace(/\/$/, "");

async function readRepositories(path: string): Promise<Repository[]> {
  const text = await readFile(path, "utf8").catch(() => "");
  const parsed: { repositories?: Repository[] } | null = parse(text, { uniqueKeys: false, logLevel: "silent" });
  return parsed?.repositories ?? [];
}
