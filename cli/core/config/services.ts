import type { Config } from "./schema.ts";

/** What chatops.yaml says of one image: for a service that it names, or for all of a project that names none. */
export const imageSettings = (config: Config, service: string | undefined): Pick<Config, "image" | "build"> =>
  service === undefined ? config : (config.services?.[service] ?? {});

/** Keys of the chart's values that name an image, as chatops.yaml says; none if it leaves that to the usual ones. */
export const imageKeysOf = (config: Config, service: string | undefined): Config["chart"]["image"] =>
  service === undefined ? config.chart.image : (config.services?.[service]?.chart?.image ?? []);

/**
 * Where an environment pulls an image from, if not where it was released to. A release from before its project had services
 * names none: its image is the one of the environment's own.
 */
export function ownImageOf(config: Config, environment: string, service: string | undefined): Config["image"] {
  const { image, images } = config.environments[environment] ?? {};
  return service === undefined ? image : images?.[service];
}
