import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { basename, join as joinUrl } from "node:path/posix";
import { preconditionError } from "../../../lib/errors.ts";
import { stageChart } from "../../adapters/chart-files.ts";
import { buildDependencies } from "../../adapters/helm/dependencies.ts";
import { type Packaging, packageChart } from "../../adapters/helm/package.ts";
import { type ChartFiles, repositoriesOf } from "../../domain/chart/package.ts";
import type { Access } from "../../releases/access.ts";

/**
 * A copy of the repository's charts, each at its own path, so that `file://../common` leads where it does in the repository. In
 * it Helm may build what the commit does not have, and a release may be stamped: the image is built from the commit as it is.
 */
export interface ChartFolder {
  /** Of the repository. */
  root: string;
  /** Of the copies. */
  copies: string;
  packaging: Packaging;
  onWait: Access["onWait"];
}

/** Opens an empty one, in a folder for what is only needed for a while. */
export async function openChartFolder(
  root: string,
  scratch: string,
  { env, signal, onWait }: Access,
): Promise<ChartFolder> {
  const copies = join(scratch, "charts");
  await mkdir(copies);
  return { root, copies, packaging: { env, scratch, running: { signal } }, onWait };
}

/** Has Helm package the copy at `path`, with the dependencies that its charts folder lacks. */
export async function packageCopy(folder: ChartFolder, path: string): Promise<Uint8Array> {
  const { copies, packaging } = folder;
  const packaged = await packageChart(join(copies, path), path, packaging);
  if (packaged) return packaged;
  await verifyNotIgnored(folder, path);
  await complete(folder, path, []);
  const completed = await packageChart(join(copies, path), path, packaging);
  if (completed) return completed;
  await verifyNotIgnored(folder, path);
  throw preconditionError(
    `the dependencies of the chart ${path} are not in ${path}/charts, although Helm has built them`,
    {
      hint: `Correct it until \`helm dependency build ${path}\` and \`helm package ${path}\` work in a fresh clone.`,
    },
  );
}

/** Throws if the dependencies that Helm misses are in the charts folder, where .helmignore hides them from it. */
async function verifyNotIgnored({ copies, packaging }: ChartFolder, path: string): Promise<void> {
  const place = join(copies, path);
  const [list, aside] = [join(place, ".helmignore"), join(packaging.scratch, "helmignore")];
  const there = await readdir(join(place, "charts")).catch(() => []);
  if (
    there.length === 0 ||
    !(await rename(list, aside).then(
      () => true,
      () => false,
    ))
  )
    return;
  const whole = await packageChart(place, path, packaging);
  await rename(aside, list);
  if (!whole) return;
  throw preconditionError(`${path}/.helmignore leaves out what the chart depends on: ${there.join(", ")}`, {
    hint: `Take the line that fits it, such as \`*.tgz\`, out of ${path}/.helmignore: it counts for ${path}/charts as well.`,
  });
}

/** Builds the dependencies of a copy; before, those of the charts in the repository that it takes, which Helm takes as they are. */
async function complete(folder: ChartFolder, path: string, above: readonly string[]): Promise<void> {
  const { copies, packaging, onWait } = folder;
  const place = join(copies, path);
  const files = await readNamed(place, ["Chart.yaml", "requirements.yaml", ...locks]);
  const repositories = repositoriesOf(files);
  for (const url of repositories.filter((repository) => repository.startsWith(fileScheme))) {
    const local = localChart(path, url);
    if (local === path || above.includes(local)) continue;
    await copyLocal(folder, local, path);
    if (!(await packageChart(join(copies, local), local, packaging))) await complete(folder, local, [...above, path]);
  }
  await buildDependencies(place, path, repositories, { ...packaging, onWait });
  if (!locks.some((lock) => files.has(lock))) await settleLocks(place);
}

const fileScheme = "file://";
const locks = ["Chart.lock", "requirements.lock"];

/** Path in the repository of a chart that another one names. */
function localChart(path: string, url: string): string {
  const named = url.slice(fileScheme.length);
  const local = joinUrl(path, named);
  if (!named.startsWith("/") && local !== ".." && !local.startsWith("../")) return local.replace(/\/$/, "");
  throw preconditionError(`the chart ${path} depends on ${url}, which is not in the repository`, {
    hint: "A release has the files of its commit and no others: name a chart of this repository, or one of a chart repository.",
  });
}

async function copyLocal({ root, copies }: ChartFolder, local: string, path: string): Promise<void> {
  if (await stageChart(root, local, copies)) return;
  const inside = joinUrl("charts", basename(local));
  const isInside = existsSync(join(copies, path, inside));
  throw preconditionError(`the chart ${path} depends on the chart ${local}, and there is none in the commit`, {
    hint: isInside
      ? `${path}/${inside} is there: \`file://${inside}\` leads to it, or leave \`repository\` out, as Helm takes it from there by itself.`
      : `Commit it, or correct the dependencies in ${path}/Chart.yaml.`,
  });
}

/** Without a lock file in the commit Helm writes one with the time into it, which no second run on the commit could repeat. */
async function settleLocks(place: string): Promise<void> {
  for (const [name, text] of await readNamed(place, locks)) {
    const settled = new TextDecoder().decode(text).replace(/^generated: .*$/m, 'generated: "1970-01-01T00:00:00Z"');
    await writeFile(join(place, name), settled);
  }
}

/** Those of these files that a folder has. */
async function readNamed(place: string, names: readonly string[]): Promise<ChartFiles> {
  const read = names.map(async (name) => [name, await readFile(join(place, name)).catch(() => undefined)] as const);
  return new Map((await Promise.all(read)).flatMap(([name, text]) => (text ? [[name, text] as const] : [])));
}
