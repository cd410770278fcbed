import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Failure, preconditionError } from "../../../lib/errors.ts";
import type { Helm, HelmChart } from "../../adapters/helm/program.ts";
import { preview } from "../../adapters/helm/render.ts";
import type { ImageKeys } from "../../domain/chart/image-keys.ts";
import { isCalledSo, type Pin, pinsFor, referenceOf } from "../../domain/chart/pins.ts";
import { renderedImages } from "../../domain/chart/rendered-images.ts";
import { type ManifestObject, parseManifest } from "../../domain/promotion/manifest.ts";
import { shapeErrors } from "../../domain/promotion/shape.ts";
import { type Release, runReference } from "../../domain/release/release.ts";

/** A chart, with the values that have it run the release's image. */
export interface PinnedChart {
  chart: HelmChart;
  objects: ManifestObject[];
  /** The image as the chart names it. */
  reference: string;
  /** Whether that names the digest. */
  byDigest: boolean;
}

type Rendering = Parameters<typeof preview>[2];

/**
 * Finds the values with which the chart runs the release's image, by rendering it: charts read the image from keys of
 * their own, and none says which. Throws if it runs another one whatever they are.
 */
export async function pinImage(
  helm: Helm,
  chart: HelmChart,
  { release, keys, folder }: { release: Release; keys: readonly ImageKeys[]; folder: string },
  { kubernetes, signal }: { kubernetes: string | undefined; signal: AbortSignal },
): Promise<PinnedChart> {
  const rendering = { kubernetes, running: { signal } };
  const tried: Tried[] = [];
  const others: PinnedChart[] = [];
  for (const pin of pinsFor(release, keys)) {
    const pinned = await withPin(chart, pin, join(folder, `image-${tried.length}.json`));
    const { objects, trouble } = await tryRender(helm, pinned, rendering);
    const reference = objects && referenceOf(renderedImages(objects), release, pin);
    const found = reference && { chart: pinned, objects, reference, byDigest: pin.byDigest };
    if (found && isCalledSo(reference, release.image.repository)) return found;
    if (found) others.push(found);
    tried.push({ objects, trouble });
  }
  // The longer ones have a mirror's host before the host of the release.
  const [shortest] = others.toSorted((one, other) => one.reference.length - other.reference.length);
  if (shortest) return shortest;
  throw unpinnable(release, keys, tried);
}

interface Tried {
  objects?: ManifestObject[] | undefined;
  trouble?: Failure | undefined;
}

/** JSON is YAML, and values files are what no process list shows. */
async function withPin({ file, values }: HelmChart, pin: Pin, path: string): Promise<HelmChart> {
  if (!pin.values) return { file, values };
  await writeFile(path, JSON.stringify(pin.values), { mode: 0o600 });
  return { file, values: [...values, path] };
}

/** A chart may refuse keys that it does not know; then another pin may do. */
async function tryRender(helm: Helm, chart: HelmChart, rendering: Rendering): Promise<Tried> {
  try {
    const objects = parseManifest(await preview(helm, chart, rendering));
    const errors = shapeErrors(objects);
    return errors.length > 0 ? { trouble: misshapen(helm.name, errors) } : { objects };
  } catch (error) {
    if (error instanceof Failure && error.reason === "precondition") return { trouble: error };
    throw error;
  }
}

const misshapen = (name: string, errors: string[]): Failure =>
  preconditionError(`the chart ${name} makes objects that Kubernetes cannot read`, {
    details: errors.slice(0, mostErrors),
    hint: "Correct its templates and release again.",
  });

function unpinnable(release: Release, keys: readonly ImageKeys[], tried: readonly Tried[]): Failure {
  const [first] = tried;
  if (first?.trouble && tried.every(({ objects }) => objects === undefined)) return first.trouble;
  const images = tried.flatMap(({ objects = [] }) => renderedImages(objects).images);
  return preconditionError(`the chart of ${release.version} does not run the image ${runReference(release)}`, {
    details: [...new Set(images)].slice(0, mostImages).map((image) => `it runs: ${image}`),
    hint:
      keys.length > 0
        ? "Correct `chart.image` in chatops.yaml: it names other keys than the templates read, or values files set them."
        : "Name the keys of the values that its templates read in chatops.yaml, for example `chart: { image: { repository: web.image.repository, tag: web.image.tag } }`.",
  });
}

const mostImages = 8;
const mostErrors = 8;
