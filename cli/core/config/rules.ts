import type { z } from "zod";

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** A rule across keys is checked also where keys have complaints of their own; zod leaves it out by default. */
export const besidesOtherComplaints = ({ value }: { value: unknown }) => isObject(value);

/** Complains of every gate that waits for an environment which is not there, or for time to pass in none. */
export function verifyOrder({ environments }: { environments?: unknown }, context: z.core.$RefinementCtx): void {
  const names = Object.keys(isObject(environments) ? environments : {});
  for (const [name, environment] of Object.entries(isObject(environments) ? environments : {})) {
    const gate = isObject(environment) && isObject(environment.gate) ? environment.gate : {};
    if (gate.after === undefined && gate.soak !== undefined) {
      context.addIssue({
        code: "custom",
        path: ["environments", name, "gate", "soak"],
        message: "needs `after`: the environment where the release must be healthy for so long",
      });
    }
    if (typeof gate.after !== "string" || (gate.after !== name && names.includes(gate.after))) continue;
    context.addIssue({
      code: "custom",
      path: ["environments", name, "gate", "after"],
      message: `names no other environment: ${gate.after}`,
    });
  }
}

type Written = Record<string, unknown>;
type Complain = (path: string[], message: string) => void;

const entriesOf = (value: unknown): [name: string, value: unknown][] => Object.entries(isObject(value) ? value : {});

/** Complains of what a service has to say being said of the whole project, and of images that would not be told apart. */
export function verifyServices(config: Written, context: z.core.$RefinementCtx): void {
  const complain: Complain = (path, message) => context.addIssue({ code: "custom", path, message });
  verifyCopies(config, complain);
  if (!isObject(config.services)) return;
  const ofOne = { image: config.image, build: config.build, "chart.image": keysIn(config.chart) };
  for (const [key, value] of Object.entries(ofOne)) {
    if (value !== undefined) complain(key.split("."), `belongs to one of \`services\`: services.<name>.${key}`);
  }
  const images = entriesOf(config.services).map(
    ([name, its]) => [name, isObject(its) ? its.image : undefined] as const,
  );
  const hasImages = images.some(([, image]) => image !== undefined);
  for (const [name, image] of images) {
    if (image === undefined && hasImages) complain(["services", name], "needs an `image`, since others have one");
  }
  verifyApart(images, (name, message) => complain(["services", name, "image"], message));
}

/** Without any key it is as if it did not stand there. */
const keysIn = (chart: unknown): unknown =>
  isObject(chart) && Array.isArray(chart.image) && chart.image.length > 0 ? chart.image : undefined;

/** Complains of copies of what a release does not have. */
function verifyCopies({ services, environments }: Written, complain: Complain): void {
  const known = entriesOf(services).map(([name]) => name);
  for (const [name, environment] of entriesOf(environments)) {
    const { images } = isObject(environment) ? environment : {};
    const at = ["environments", name, "images"];
    for (const [service] of entriesOf(images)) {
      if (!known.includes(service)) complain([...at, service], "names none of `services`");
    }
    verifyApart(entriesOf(images), (service, message) => complain([...at, service], message));
  }
}

/** Complains of images of previews that are of no service, or of all of them. */
export function verifyPreview({ services, preview }: Written, context: z.core.$RefinementCtx): void {
  const { image, images } = isObject(preview) ? preview : {};
  const complain: Complain = (path, message) =>
    context.addIssue({ code: "custom", path: ["preview", ...path], message });
  if (image !== undefined && isObject(services)) complain(["image"], "belongs to one of `services`: preview.images");
  const known = entriesOf(services).map(([name]) => name);
  for (const [service] of entriesOf(images))
    if (!known.includes(service)) complain(["images", service], "names none of `services`");
  verifyApart(entriesOf(images), (service, message) => complain(["images", service], message));
}

/** Complains of a name that two images have: each would take the other's tags. */
function verifyApart(
  images: readonly (readonly [string, unknown])[],
  complain: (name: string, message: string) => void,
) {
  const seen = new Map<unknown, string>();
  for (const [name, image] of images) {
    const names = isObject(image) ? new Set([image.push, image.pull]) : [];
    const other = [...names].map((one) => seen.get(one)).find((owner) => owner !== undefined);
    if (other) complain(name, `is the image of ${other} already`);
    for (const one of names) seen.set(one, name);
  }
}
