import { preconditionError } from "../../../lib/errors.ts";
import { ProcessFailure } from "../../../lib/processes.ts";
import { connectEngine } from "../../adapters/engine.ts";
import { fetchReleases } from "../../adapters/git/releases.ts";
import { headCommit, openRepository, type Repository, tagger } from "../../adapters/git/repository.ts";
import { signsTags, verifySigning } from "../../adapters/git/signing.ts";
import { findHelm } from "../../adapters/helm/program.ts";
import type { Config } from "../../core/config/schema.ts";
import { runProgram } from "../../core/programs.ts";
import { verifyApart, verifyChartName } from "../../domain/chart/location.ts";
import { isChartUsed } from "../../domain/chart/use.ts";
import { namingOf, pushedImages } from "../../domain/release/naming.ts";
import type { Access } from "../../releases/access.ts";
import { openImage } from "../../releases/artifact-stores.ts";
import { chartNameAt, openChartStore } from "../../releases/chart-stores.ts";

/** One thing to be looked at. */
export interface Examined {
  part: string;
  /** Answers what was found; undefined if the project does not need it. Throws a Failure with the way out. */
  look: () => Promise<string | undefined>;
}

interface Project {
  config: Config;
  directory: string;
}

/** A remote that is only looked at is not waited for longer. */
const patienceMs = 10_000;

/** What a release and a promotion need, in the order in which they need it. */
export function findChecks({ config, directory }: Project, access: Access): Examined[] {
  const { env, signal } = access;
  const repository = () => openRepository(directory, access, config.release.branch);
  return [
    { part: "Git", look: async () => (await tagger(await repository())).replace(/ \d+ \S+$/, "") },
    {
      part: "Git remote",
      look: async () => {
        const found = await repository();
        if (!found.remote) return undefined;
        await fetchReleases(found, namingOf(config), patienceMs);
        return "answers";
      },
    },
    {
      part: "signing key",
      look: async () => {
        const found = await repository();
        if (!(await signsTags(found, config.release.sign))) return undefined;
        await verifySigning(found);
        return "signs tags";
      },
    },
    {
      part: "Docker engine",
      look: async () => versionOf((await (await connectEngine(env, access)).version()).Version),
    },
    { part: "docker buildx", look: () => pluginVersion("buildx", ["version"], access) },
    { part: "docker compose", look: () => pluginVersion("compose", ["version", "--short"], access) },
    { part: "registry", look: () => lookAtRegistry(config, access) },
    { part: "chart repository", look: async () => lookAtCharts(config, await repository(), access) },
    { part: "Helm", look: async () => (isChartUsed(config) ? versionOf(await findHelm(env, signal)) : undefined) },
  ];
}

const versionOf = (version: string): string => version.replace(/^v/, "");

async function pluginVersion(plugin: string, args: string[], { env, signal }: Access): Promise<string> {
  try {
    const { stdout } = await runProgram("docker", [plugin, ...args], { env, signal, timeoutMs: patienceMs });
    return /(?<!\d)\d+\.\d+\.\d+\S*/.exec(stdout)?.[0] ?? stdout;
  } catch (error) {
    if (!(error instanceof ProcessFailure) || error.exitCodeOfProcess === undefined) throw error;
    throw preconditionError(`docker has no plugin ${plugin}`, {
      hint: `Install it: https://docs.docker.com/${plugin === "compose" ? "compose/install" : "build/install-buildx"}/`,
      cause: error,
    });
  }
}

async function lookAtRegistry(config: Config, access: Access): Promise<string | undefined> {
  const images = pushedImages(config);
  for (const name of images) await (await openImage(name, access)).registry.verifyPushRight();
  return images.length > 0 ? `${images.join(" and ")} can be pushed` : undefined;
}

async function lookAtCharts(config: Config, repository: Repository, access: Access): Promise<string | undefined> {
  const location = config.chart.repository;
  if (!location) return undefined;
  const name = await chartNameAt(repository, await headCommit(repository), config);
  verifyChartName(location, name);
  for (const image of pushedImages(config)) verifyApart(location, name, image);
  await openChartStore(location, { ...access, project: config.name }).verifyWriteRight(name);
  return `${location.url} can be written`;
}
