import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Failure, preconditionError } from "../../../lib/errors.ts";
import { ProcessFailure } from "../../../lib/processes.ts";
import type { Helm, HelmChart, Upgrading } from "../../adapters/helm/program.ts";
import { preview } from "../../adapters/helm/render.ts";
import type { Config } from "../../core/config/schema.ts";
import { imageKeysOf } from "../../core/config/services.ts";
import { Unreachable } from "../../core/unreachable.ts";
import { choosePins } from "../../domain/chart/choose-pins.ts";
import { isOfImage, type Pin, pinsFor } from "../../domain/chart/pins.ts";
import { renderedImages } from "../../domain/chart/rendered-images.ts";
import { type ManifestObject, parseManifest } from "../../domain/promotion/manifest.ts";
import { shapeErrors } from "../../domain/promotion/shape.ts";
import { keyFor } from "../../domain/release/naming.ts";
import { imagesOf, type Release, type ReleasedImage, runReference } from "../../domain/release/release.ts";

/** An image of the release as the chart runs it. */
export interface PinnedImage {
  image: ReleasedImage;
  /** As the chart names it: `registry/chat:1.4.0@sha256:…`. */
  reference: string;
  /** Whether that names the digest. */
  byDigest: boolean;
}

/** A chart, with the values that have it run the release's images. */
export interface PinnedChart {
  chart: HelmChart;
  objects: ManifestObject[];
  images: readonly PinnedImage[];
  /** Those that nothing in it runs. */
  absent: readonly ReleasedImage[];
}

interface Wanted {
  release: Release;
  /** Says by which keys of its values the chart names images. */
  config: Config;
  folder: string;
}

/**
 * Finds the values with which the chart runs the release's images, by rendering it: charts read an image from keys of
 * their own, and none says which. Throws if it runs none of them, or one by another tag, whatever the values are.
 */
export async function pinImages(
  helm: Helm,
  chart: HelmChart,
  { release, config, folder }: Wanted,
  { kubernetes, installs, signal }: Upgrading & { kubernetes: string | undefined; signal: AbortSignal },
): Promise<PinnedChart> {
  const { version } = release;
  const tried: Tried[] = [];
  const wanted = imagesOf(release).map((image) => {
    const pins = pinsFor({ image, version }, imageKeysOf(config, image.service));
    return { image, version, pins };
  });
  const { pins, references, rendered } = await choosePins(wanted, async (chosen) => {
    const pinned = await withPins(chart, chosen, join(folder, `images-${tried.length}`));
    const found = await tryRender(helm, pinned, { kubernetes, installs, running: { signal } });
    tried.push(found);
    return found.objects && { ...renderedImages(found.objects), chart: pinned, objects: found.objects };
  });
  const images = wanted.flatMap(({ image }, index) => {
    const [reference, byDigest = false] = [references[index], pins[index]?.byDigest];
    return reference === undefined ? [] : [{ image, reference, byDigest }];
  });
  const absent = imagesOf(release).filter((_, index) => references[index] === undefined);
  const wrong = absent.find((image) => images.length === 0 || isNamed(image, tried));
  if (wrong || !rendered) throw unpinnable({ ...release, image: wrong ?? release.image }, config, tried);
  return { chart: rendered.chart, objects: rendered.objects, images, absent };
}

interface Tried {
  objects?: ManifestObject[] | undefined;
  trouble?: Failure | undefined;
}

/** Whether anything runs the image, by whatever tag. */
const isNamed = (image: ReleasedImage, tried: readonly Tried[]): boolean =>
  tried.some(({ objects = [] }) => renderedImages(objects).images.some((one) => isOfImage(one, image)));

/** JSON is YAML, and values files are what no process list shows. */
async function withPins({ file, values }: HelmChart, pins: readonly Pin[], name: string): Promise<HelmChart> {
  const given = pins.flatMap((pin) => pin.values ?? []);
  const paths = given.map((_, index) => `${name}-${index}.json`);
  await Promise.all(given.map((each, index) => writeFile(paths[index] ?? "", JSON.stringify(each), { mode: 0o600 })));
  return { file, values: [...values, ...paths] };
}

/** A chart may refuse keys that it does not know; then another pin may do. */
async function tryRender(helm: Helm, chart: HelmChart, rendering: Parameters<typeof preview>[2]): Promise<Tried> {
  try {
    const objects = parseManifest(await preview(helm, chart, rendering));
    const errors = shapeErrors(objects);
    return errors.length > 0 ? { trouble: misshapen(helm.name, errors) } : { objects };
  } catch (error) {
    if (isOfChart(error)) return { trouble: error };
    throw error;
  }
}

/** Helm's own answer; what it does not get through to, or does not end, is the same with every pin. */
const isOfChart = (error: unknown): error is Failure =>
  error instanceof Failure &&
  error.reason === "precondition" &&
  !(error instanceof Unreachable || error instanceof ProcessFailure);

const misshapen = (name: string, errors: string[]): Failure =>
  preconditionError(`the chart ${name} makes objects that Kubernetes cannot read`, {
    details: errors.slice(0, mostErrors),
    hint: "Correct its templates and release again.",
  });

/** The chart does not run this image. */
function unpinnable(release: Release, config: Config, tried: readonly Tried[]): Failure {
  const [first] = tried;
  const { service } = release.image;
  if (first?.trouble && tried.every(({ objects }) => objects === undefined)) return first.trouble;
  const images = tried.flatMap(({ objects = [] }) => renderedImages(objects).images);
  const key = keyFor(release.image, "chart.image");
  const line = "chart: { image: { repository: web.image.repository, tag: web.image.tag } }";
  return preconditionError(`the chart of ${release.version} does not run the image ${runReference(release)}`, {
    details: [...new Set(images)].slice(0, mostImages).map((image) => `it runs: ${image}`),
    hint:
      imageKeysOf(config, service).length > 0
        ? `Correct \`${key}\` in chatops.yaml: it names other keys than the templates read, or values files set them.`
        : `Name the keys of the values that its templates read in chatops.yaml, for example \`${service === undefined ? line : `services: { ${service}: { ${line} } }`}\`.`,
  });
}

const mostImages = 8;
const mostErrors = 8;
