import type { Survey } from "../shared/survey.ts";
import type { Found, ProjectTree } from "../tree.ts";
import type { Manifest } from "./manifest.ts";
import type { ChosenManager } from "./package-managers.ts";
import type { Start } from "./start.ts";

/** What the Node pack found out, before it is put into the words of all packs. */
export interface Findings {
  tree: ProjectTree;
  manifest: Manifest;
  chosen: ChosenManager;
  start: Start;
  version: Found<number>;
  survey: Survey;
}
