import { createHash } from "node:crypto";
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { helmEnv, image, packagedChart, release, run } from "../../../testing/charts/committed.ts";
import { traitGroups, traitsOf, writeChart } from "../../../testing/charts/generated-chart.ts";
import { imageTraits } from "../../../testing/charts/image-traits.ts";
import { chart as chartPath, type Trait } from "../../../testing/charts/trait.ts";
import { helmMajors } from "../../../testing/cluster/helm.ts";
import { folder } from "../../../testing/fixtures/folder.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { isFull } from "../../../testing/setup/short-run.ts";
import { unpackChart } from "../../domain/chart/package.ts";

const stamp = { repository: image.repository, tag: release.version, digest: image.digest };

/** What Helm alone makes of it, in a copy. */
function packagedByHelm(root: string, traits: readonly Trait[], helm: string): Uint8Array {
  const copy = join(folder(), "copy");
  cpSync(root, copy, { recursive: true, verbatimSymlinks: true });
  for (const path of traits.flatMap(({ built = [] }) => built)) run(helm, "dependency", "build", join(copy, path));
  const versions = ["--version", release.version, "--app-version", release.version];
  const destination = folder();
  run(helm, "package", join(copy, chartPath), ...versions, "--destination", destination);
  return readFileSync(join(destination, readdirSync(destination)[0] ?? ""));
}

/** Every file as a text that says what it holds; what a release writes into Chart.yaml, and times, are left out. */
function contents(packaged: Uint8Array): Record<string, string> {
  const files = [...unpackChart(packaged)].filter(([path]) => path !== "values.yaml").sort();
  return Object.fromEntries(files.map(([path, bytes]) => [path, contentOf(path, bytes)]));
}

function contentOf(path: string, bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString();
  if (path === "Chart.yaml") {
    const { annotations, ...rest } = parse(text);
    const others = Object.entries(annotations ?? {}).filter(([key]) => !key.startsWith("chatops.dev/"));
    return JSON.stringify({ ...rest, annotations: others });
  }
  if (path.endsWith(".lock")) return text.replace(/^generated: .*$/m, "");
  return text.length < 500 ? text : createHash("sha256").update(bytes).digest("hex");
}

/** The manifests of a package, with these values over its own. */
function manifests(helm: string, packaged: Uint8Array, values: object): string {
  const place = folder();
  const [file, over] = [join(place, "chart.tgz"), join(place, "values.json")];
  writeFileSync(file, packaged);
  writeFileSync(over, JSON.stringify(values));
  return run(helm, "template", "app", file, "--include-crds", "--values", over);
}

/** The values of a release, at `image` and at the keys that are the same thing in the file. */
function stampedValues(traits: readonly Trait[]): object {
  const values: Record<string, object> = { image: stamp };
  for (const key of traits.flatMap(({ follows }) => follows?.split(" ") ?? [])) {
    const [first = "", ...rest] = key.split(".");
    values[first] = rest.reduceRight<object>((below, name) => ({ [name]: below }), stamp);
  }
  return values;
}

const fewest = 4;
const charts = Array.from({ length: isFull ? 64 : fewest }, (_, number) => number);

describe.each(helmMajors)("with Helm %s a release holds what Helm reads in the folder:", (major) => {
  const helm = sandbox().helm[major];
  const first = isFull ? 0 : fewest * (major - helmMajors[0]);

  test.each(charts.map((number) => [number + first, traitsOf(number + first)] as const))(
    "chart %i",
    async (_, traits) => {
      const root = folder({}, "repository");
      writeChart(root, traits, helm);
      const [ours, theirs] = [
        (await packagedChart(root, helmEnv(major), { chart: { path: chartPath } })).packaged,
        packagedByHelm(root, traits, helm),
      ];
      const names = traits.map(({ name }) => name).join(", ");
      if (!ours) expect.fail("no chart");
      expect(contents(ours), names).toEqual(contents(theirs));
      expect(manifests(helm, ours, {}), names).toBe(manifests(helm, theirs, stampedValues(traits)));
    },
  );
});

test("every trait is in one of the charts", () => {
  const all = [imageTraits, ...traitGroups].flat().map(({ name }) => name);
  const used = Array.from({ length: 64 }, (_, number) => traitsOf(number)).flat();
  const names = new Set(used.map(({ name }) => name));
  expect(all.filter((name) => !names.has(name))).toEqual([]);
});
