import type { Health } from "./health.ts";
import type { Service } from "./services.ts";
import type { Found, ProjectTree } from "./tree.ts";

/** One thing that import takes for granted, and what says so. */
export interface Evidence {
  what: string;
  value?: string;
  at: string;
}

export interface Warning {
  text: string;
  hint?: string;
}

/** What every file is generated from: a pack fills this in from the project's files, and nothing else is asked. */
export interface Facts {
  pack: string;
  name: Found<string>;
  port: Found<number>;
  health: Health;
  services: readonly Service[];
  /** Variables that the program reads without a default. */
  variables: readonly Found<string>[];
  /** Variables that the image sets. */
  environment: Readonly<Record<string, string>>;
  /** Folders that the program writes to, beside /tmp. */
  writable: readonly Found<string>[];
  dockerfile: { template: string; tokens: Readonly<Record<string, string>> };
  /** Shell lines of the pipeline's test stage. */
  testSteps: readonly string[];
  /** Words that run in the program's image and end with 0 when it answers at `host` and `port`. */
  healthCheck: (host: string, port: string) => readonly string[];
  /** Path where Prometheus reads figures. */
  metrics: Found<string> | undefined;
  evidence: readonly Evidence[];
  warnings: readonly Warning[];
}

/** How one kind of project is built and run. */
export interface Pack {
  name: string;
  /** A file that shows that a project is of this kind. */
  marker: string;
  detect(tree: ProjectTree): Facts;
}
