import { isCalledSo, type OneImage, type Pin, referenceOf } from "./pins.ts";
import type { RenderedImages } from "./rendered-images.ts";

/** An image that a chart is to run, and the ways to tell it so, the surest first. */
export interface Wanted<P extends Pin> extends OneImage {
  pins: readonly P[];
}

/** How a chart is told to run all of its images. */
export interface Choice<P extends Pin, R> {
  /** One for each image. */
  pins: P[];
  /** By what the chart runs each image; undefined if it does not, whatever it is told. */
  references: (string | undefined)[];
  /** What the chart is with these; undefined if it cannot be rendered. */
  rendered: R | undefined;
}

/**
 * Finds for each image the first way by which the chart runs it, be it by another name if no way names it as it is called. It is
 * rendered once if all first ways are right.
 */
export async function choosePins<P extends Pin, R extends RenderedImages>(
  wanted: readonly Wanted<P>[],
  render: (pins: readonly P[]) => Promise<R | undefined>,
): Promise<Choice<P, R>> {
  const pins = wanted.flatMap((each) => each.pins.slice(0, 1));
  const rendering = rememberLast(render);
  for (const [index, image] of wanted.entries()) {
    const usual = pins[index];
    const chosen = await findPin(image, (pin) => rendering(pins.with(index, pin)));
    pins.splice(index, 1, ...[chosen ?? usual].filter((pin) => pin !== undefined));
  }
  const rendered = await rendering(pins);
  const references = wanted.map((image, index) => {
    const pin = pins[index];
    return pin && rendered && referenceOf(rendered, image, pin);
  });
  return { pins, references, rendered };
}

async function findPin<P extends Pin>(
  image: Wanted<P>,
  render: (pin: P) => Promise<RenderedImages | undefined>,
): Promise<P | undefined> {
  const others: { pin: P; reference: string }[] = [];
  for (const pin of image.pins) {
    const rendered = await render(pin);
    const reference = rendered && referenceOf(rendered, image, pin);
    if (reference && isCalledSo(reference, image.image.repository)) return pin;
    if (reference) others.push({ pin, reference });
  }
  // The longer ones have a mirror's host before the host of the release.
  const [shortest] = others.toSorted((one, other) => one.reference.length - other.reference.length);
  return shortest?.pin;
}

/** Renders once if it is asked for the same again. */
function rememberLast<P, R>(render: (pins: readonly P[]) => Promise<R>): (pins: readonly P[]) => Promise<R> {
  let last: { pins: readonly P[]; rendered: Promise<R> } | undefined;
  return (pins) => {
    if (last?.pins.every((pin, index) => pin === pins[index])) return last.rendered;
    last = { pins, rendered: render(pins) };
    return last.rendered;
  };
}
