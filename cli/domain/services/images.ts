import { backingServices } from "./all.ts";
import type { BackingService } from "./service.ts";

/** The kind of service that an image runs, wherever that is pulled from. */
export function kindOfImage(image: string): BackingService | undefined {
  const [, folder, name] = /^(?:[\w.:-]{1,99}\/){0,4}?(?:([\w.:-]{1,99})\/)?([\w.-]{1,99})(?=[:@]|$)/.exec(image) ?? [];
  return name
    ? backingServices.find(({ images = [] }) => images.includes(name) || images.includes(`${folder}/${name}`))
    : undefined;
}
