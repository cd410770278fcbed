import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Helm, HelmChart, Upgrading } from "../../adapters/helm/program.ts";
import type { Config } from "../../core/config/schema.ts";
import type { Session } from "../../core/session.ts";
import { backingSecrets, type NeededSecret } from "../../domain/promotion/manifest.ts";
import { descriptionOf } from "../../domain/promotion/owner.ts";
import type { Release } from "../../domain/release/release.ts";
import type { Connection } from "./connection.ts";
import { type PinnedChart, pinImages } from "./pin-images.ts";
import type { Values } from "./values.ts";
import type { OpenWatch } from "./watch.ts";

/** What is to be brought into an environment. */
export interface Plan extends PinnedChart {
  release: Release;
  values: Values;
  secrets: NeededSecret[];
  /** The repository that the release is of. */
  repository: string | undefined;
  /** Helm's description of the revision. */
  description: string;
}

/** What carrying out a plan needs. */
export interface Work {
  session: Session;
  connection: Connection;
  helm: Helm;
  plan: Plan;
  timeoutMs: number;
  reapply: boolean;
  /** How long a version is watched once it is ready. */
  observeMs: number;
  /** What follows the namespace already, for the first rollout. */
  opened: Promise<OpenWatch | undefined>;
}

interface Wanted extends Pick<Plan, "release" | "values" | "chart"> {
  /** What tells the repository from others. */
  identity: Promise<string | undefined>;
  config: Config;
  folder: string;
}

/** Renders a chart with its values, and has it run the release's images. */
export async function makePlan(
  helm: Helm,
  { release, chart: written, values, identity, config, folder }: Wanted,
  rendering: Upgrading & { kubernetes: string | undefined; signal: AbortSignal },
): Promise<Plan> {
  const pinned = await pinImages(helm, written, { release, config, folder }, rendering);
  const repository = await identity;
  const description = descriptionOf({ ...release, values: values.hash, repository });
  const secrets = backingSecrets(pinned.objects, helm.name);
  return { ...pinned, release, values, secrets, repository, description };
}

/** Writes chart and values where Helm finds them. */
export async function writeChart(folder: string, packaged: Uint8Array, texts: string[]): Promise<HelmChart> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, "chart.tgz");
  const values = texts.map((_, index) => join(folder, `values-${index}.yaml`));
  await writeFile(file, packaged, { mode: 0o600 });
  await Promise.all(values.map((path, index) => writeFile(path, texts[index] ?? "", { mode: 0o600 })));
  return { file, values };
}
