import { isCalledSo, type OneImage, type Pin, referenceOf } from "./pins.ts";
import type { RenderedImages } from "./rendered-images.ts";

/** An image that a chart is to run, and the ways to tell it so, the surest first. */
export interface Wanted<P extends Pin> extends OneImage {
  pins: readonly P[];
}

/** How a chart is told to run all of its images. */
export interface Choice<P extends Pin, R> {
  /** One for each image. */
  pins: readonly P[];
  /** By what the chart runs each image; undefined if it does not, whatever it is told. */
  references: (string | undefined)[];
  /** What the chart is with these; undefined if it cannot be rendered. */
  rendered: R | undefined;
}

/**
 * Finds for each image the first way by which the chart runs it, be it by another name if no way names it as it is called. A chart
 * mostly reads all images alike, and may have one key for the tags of all: so one way for all is tried before one for each.
 */
export async function choosePins<P extends Pin, R extends RenderedImages>(
  wanted: readonly Wanted<P>[],
  render: (pins: readonly P[]) => Promise<R | undefined>,
): Promise<Choice<P, R>> {
  const rendering = remembered(render);
  const choice = async (pins: readonly P[]): Promise<Choice<P, R>> => {
    const rendered = await rendering(pins);
    const referenceFor = (image: Wanted<P>, pin: P | undefined) => pin && rendered && referenceOf(rendered, image, pin);
    return { pins, rendered, references: wanted.map((image, index) => referenceFor(image, pins[index])) };
  };
  const isRight = ({ references }: Choice<P, R>) =>
    wanted.every(({ image }, index) => isCalledSo(references[index] ?? "", image.repository));
  const most = Math.max(...wanted.map(({ pins }) => pins.length));
  for (let way = 0; way < most; way += 1) {
    const alike = await choice(wanted.flatMap(({ pins }) => pins[way] ?? pins.slice(-1)));
    if (isRight(alike)) return alike;
  }
  let pins: readonly P[] = wanted.flatMap((image) => image.pins.slice(0, 1));
  for (const [index, image] of wanted.entries()) {
    const own = await findPin(image, (pin) => rendering(pins.with(index, pin)));
    if (own) pins = pins.with(index, own);
  }
  return choice(pins);
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

/** Renders once what is asked for again. */
function remembered<P, R>(render: (pins: readonly P[]) => Promise<R>): (pins: readonly P[]) => Promise<R> {
  const known: { pins: readonly P[]; rendered: Promise<R> }[] = [];
  return (pins) => {
    const same = known.find((each) => each.pins.every((pin, index) => pin === pins[index]));
    if (same) return same.rendered;
    const rendered = render(pins);
    known.push({ pins, rendered });
    return rendered;
  };
}
