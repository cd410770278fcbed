import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "../../../lib/errors.ts";
import { renderAlone } from "../../adapters/helm/render.ts";
import type { Config } from "../../core/config/schema.ts";
import type { Session } from "../../core/session.ts";
import type { ChartFiles } from "../../domain/chart/package.ts";
import { referenceOf, type Stamp } from "../../domain/chart/pins.ts";
import { renderedImages } from "../../domain/chart/rendered-images.ts";
import type { Unstamped } from "../../domain/chart/stamp.ts";
import { parseManifest } from "../../domain/promotion/manifest.ts";
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

interface Tried {
  found?: Stamp;
  isRendered: boolean;
  images: string[];
}

/** Renders the chart with one stamp after the other over these values files, until it runs the release's image. */
export async function tryStamps(subject: Subject, stamps: readonly Stamp[], values: readonly string[]): Promise<Tried> {
  const tried: Tried = { isRendered: false, images: [] };
  for (const stamp of stamps) {
    const rendered = await render(subject, stamp, values);
    // Other values that are missing stay so; keys that a schema does not know may be others.
    if (rendered instanceof Failure && !rendered.details.some((line) => /schema/.test(line))) return tried;
    if (rendered instanceof Failure) continue;
    if (referenceOf(rendered, subject.release, stamp)) return { ...tried, found: stamp };
    tried.isRendered = true;
    if (rendered.images.length === 0) return tried;
    tried.images.push(...rendered.images);
  }
  return tried;
}

/** What the chart has of images, or why it cannot be told. */
async function render({ session, config, checkout, file }: Subject, stamp: Stamp, values: readonly string[]) {
  const path = join(checkout.scratch, "image.json");
  await writeFile(path, JSON.stringify(stamp.values));
  const { env, steps } = session;
  try {
    const chart = { file, values: [...values, path] };
    const manifest = await renderAlone({ name: config.name, env }, chart, { signal: steps.signal });
    return renderedImages(parseManifest(manifest));
  } catch (error) {
    if (error instanceof Failure && !steps.signal.aborted) return error;
    throw error;
  }
}
