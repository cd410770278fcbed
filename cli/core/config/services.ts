import type { Config } from "./schema.ts";

/** What chatops.yaml says of one image: for a service that it names, or for all of a project that names none. */
export const imageSettings = (config: Config, service: string | undefined): Pick<Config, "image" | "build"> =>
  service === undefined ? config : (config.services?.[service] ?? {});
