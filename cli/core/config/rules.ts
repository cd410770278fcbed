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

/** Complains of what a service has to say being said of the whole project, and of images that would not be told apart. */
export function verifyServices(config: Written, context: z.core.$RefinementCtx): void {
  if (!isObject(config.services)) return;
  const complain = (path: string[], message: string) => context.addIssue({ code: "custom", path, message });
  const services = Object.entries(config.services).filter((entry): entry is [string, Written] => isObject(entry[1]));
  for (const key of ["image", "build"]) {
    if (config[key] !== undefined) complain([key], `belongs to one of \`services\`: services.<name>.${key}`);
  }
  for (const [name, environment] of Object.entries(isObject(config.environments) ? config.environments : {})) {
    const isCopied = isObject(environment) && environment.image !== undefined;
    if (isCopied) complain(["environments", name, "image"], "is of one image, and `services` may have several");
  }
  const hasImages = services.some(([, { image }]) => image !== undefined);
  const seen = new Map<unknown, string>();
  for (const [name, { image }] of services) {
    if (image === undefined && hasImages) complain(["services", name], "needs an `image`, since others have one");
    const names = isObject(image) ? new Set([image.push, image.pull]) : [];
    const other = [...names].map((one) => seen.get(one)).find((owner) => owner !== undefined);
    if (other) complain(["services", name, "image"], `is the image of ${other} already`);
    for (const one of names) seen.set(one, name);
  }
}
