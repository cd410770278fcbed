import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "../../../lib/errors.ts";
import { renderAlone } from "../../adapters/helm/render.ts";
import type { Config } from "../../core/config/schema.ts";
import type { Session } from "../../core/session.ts";
import { type Choice, choosePins } from "../../domain/chart/choose-pins.ts";
import type { ChartFiles } from "../../domain/chart/package.ts";
import type { Stamp } from "../../domain/chart/pins.ts";
import { type RenderedImages, renderedImages } from "../../domain/chart/rendered-images.ts";
import type { Unstamped } from "../../domain/chart/stamp.ts";
import { parseManifest } from "../../domain/promotion/manifest.ts";
import { imagesOf } from "../../domain/release/release.ts";
import type { Checkout } from "./checkout.ts";

/** A packaged chart, and what is known of its project. */
export interface Subject {
  session: Session;
  config: Config;
  checkout: Checkout;
  /** Path of the packaged chart. */
  file: string;
  files: ChartFiles;
  release: Unstamped;
}

interface Tried extends Pick<Choice<Stamp, RenderedImages>, "pins" | "references"> {
  isRendered: boolean;
  /** All images that it was seen to run. */
  images: string[];
  /** What its schema says of every way to name the images; empty if it allows one. */
  refusals: readonly string[];
}

/** Renders the chart over these values files with stamps for each of the images, until it runs all of them. */
export async function tryStamps(
  subject: Subject,
  stamps: readonly (readonly Stamp[])[],
  values: readonly string[],
): Promise<Tried> {
  const { version } = subject.release;
  const images: string[] = [];
  let [isRendered, isHopeless] = [false, false];
  let refusals: readonly string[] = [];
  const wanted = imagesOf(subject.release).map((image, index) => ({ image, version, pins: stamps[index] ?? [] }));
  const choice = await choosePins(wanted, async (pins) => {
    if (isHopeless) return undefined;
    const rendered = await render(subject, pins, values);
    // Other values that are missing stay so; keys that a schema does not know, or a tag that is no version, may be others.
    if (rendered instanceof Failure) {
      const isClosed = rendered.details.some((line) => /schema/.test(line));
      refusals = isClosed ? rendered.details : [];
      isHopeless = !isClosed && !isRendered;
      return undefined;
    }
    isRendered = true;
    isHopeless = rendered.images.length === 0;
    images.push(...rendered.images);
    return rendered;
  });
  if (isRendered) refusals = [];
  if (!isRendered && refusals.length > 0) {
    // Told nothing, it shows what it runs instead.
    const untold = await render(subject, [], values);
    isRendered = !(untold instanceof Failure);
    images.push(...(untold instanceof Failure ? [] : untold.images));
  }
  return { ...choice, isRendered, images, refusals };
}

/** What the chart has of images, or why it cannot be told. */
async function render(
  { session, config, checkout, file }: Subject,
  stamps: readonly Stamp[],
  values: readonly string[],
): Promise<RenderedImages | Failure> {
  const paths = stamps.map((_, index) => join(checkout.scratch, `image-${index}.json`));
  await Promise.all(stamps.map((stamp, index) => writeFile(paths[index] ?? "", JSON.stringify(stamp.values))));
  const { env, steps } = session;
  try {
    const chart = { file, values: [...values, ...paths] };
    const manifest = await renderAlone({ name: config.name, env }, chart, { signal: steps.signal });
    return renderedImages(parseManifest(manifest));
  } catch (error) {
    if (error instanceof Failure && !steps.signal.aborted) return error;
    throw error;
  }
}
