import type { Health } from "../../project/health.ts";
import type { Source } from "../../project/scan.ts";
import type { Service } from "../../project/services.ts";
import type { Found, ProjectTree } from "../../project/tree.ts";
import type { Manifest } from "./manifest.ts";
import type { ChosenManager } from "./package-managers.ts";
import type { Start } from "./start.ts";

/** What the Node pack found out, before it is put into the words of other packs. */
export interface Findings {
  manifest: Manifest;
  chosen: ChosenManager;
  start: Start;
  version: Found<number>;
  port: Found<number>;
  health: Health;
  services: readonly Service[];
  sources: readonly Source[];
  tree: ProjectTree;
  /** Variables that the image sets. */
  environment: Readonly<Record<string, string>>;
  metrics: Found<string> | undefined;
}

/** And what the program needs around it. */
export interface Surroundings {
  variables: readonly Found<string>[];
  writable: readonly Found<string>[];
}
