import { isCalledSo, isNamedIn, type OneImage, type Pin, referenceOf } from "./pins.ts";
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

type Render<P extends Pin, R> = (pins: readonly P[]) => Promise<R | undefined>;

/**
 * Finds for each image the first way by which the chart runs it, be it by another name if no way names it as it is called. A chart
 * mostly reads all images alike, so one way for all is tried before one for each; one that names no digests only after that,
 * for a chart that has one key for the tags of all.
 */
export async function choosePins<P extends Pin, R extends RenderedImages>(
  wanted: readonly Wanted<P>[],
  render: Render<P, R>,
): Promise<Choice<P, R>> {
  const rendering = remembered(render);
  const alike: Choice<P, R>[] = [];
  for (let way = 0; way < Math.max(...wanted.map(({ pins }) => pins.length)); way += 1) {
    const pins = wanted.flatMap(({ pins }) => pins[way] ?? pins.slice(-1));
    const choice = await choiceOf(wanted, pins, rendering);
    if (isByDigest(choice) && isRight(choice, wanted)) return choice;
    alike.push(choice);
  }
  const present = wanted.filter((image) => alike.some(({ rendered }) => rendered && isNamedIn(rendered, image)));
  const right = alike.filter((choice) => present.length > 0 && isRight(choice, wanted, present));
  // What could not be rendered may have named others.
  const isSure = alike.every(({ rendered }) => rendered !== undefined);
  const byDigest = right.find(isByDigest);
  if (byDigest && isSure) return byDigest;
  const searched = await searchEach(wanted, rendering, (image) => !isSure || present.includes(image));
  const isLeftOut = present.some((image) => searched.references[wanted.indexOf(image)] === undefined);
  return (isLeftOut && right[0]) || searched;
}

/** Tries the ways of one image after the other, with what was found for those before it. */
async function searchEach<P extends Pin, R extends RenderedImages>(
  wanted: readonly Wanted<P>[],
  rendering: Render<P, R>,
  isSought: (image: Wanted<P>) => boolean,
): Promise<Choice<P, R>> {
  let pins: readonly P[] = wanted.flatMap((image) => image.pins.slice(0, 1));
  for (const [index, image] of wanted.entries()) {
    const own = isSought(image) ? await findPin(image, (pin) => rendering(pins.with(index, pin))) : undefined;
    if (own) pins = pins.with(index, own);
  }
  return choiceOf(wanted, pins, rendering);
}

async function choiceOf<P extends Pin, R extends RenderedImages>(
  wanted: readonly Wanted<P>[],
  pins: readonly P[],
  rendering: Render<P, R>,
): Promise<Choice<P, R>> {
  const rendered = await rendering(pins);
  const referenceFor = (image: Wanted<P>, pin: P | undefined) => pin && rendered && referenceOf(rendered, image, pin);
  return { pins, rendered, references: wanted.map((image, index) => referenceFor(image, pins[index])) };
}

const isByDigest = <P extends Pin>({ pins }: Pick<Choice<P, unknown>, "pins">): boolean =>
  pins.every(({ byDigest }) => byDigest);

/** Whether the chart runs these of the images as they are called. */
const isRight = <P extends Pin>(
  { references }: Pick<Choice<P, unknown>, "references">,
  wanted: readonly Wanted<P>[],
  some = wanted,
): boolean =>
  wanted.every((one, index) => !some.includes(one) || isCalledSo(references[index] ?? "", one.image.repository));

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
