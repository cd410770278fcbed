import type { Dockerfile } from "../dockerfile/dockerfile.ts";
import type { UsedService } from "../services/detect.ts";
import type { Health } from "./shared/health.ts";
import type { Language } from "./shared/language.ts";
import type { Found, ProjectTree } from "./tree.ts";

/** How sure a finding is: said by a file that decides it, read out of the code, or taken for granted. */
export type Sureness = "certain" | "likely" | "assumed";

/** One thing that import goes by, and what says so. */
export interface Evidence {
  what: string;
  value?: string;
  at: string;
  sure: Sureness;
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
  services: readonly UsedService[];
  /** Variables that the program reads without a default. */
  variables: readonly Found<string>[];
  /** Folders that the program writes to, beside /tmp. */
  writable: readonly Found<string>[];
  dockerfile: Dockerfile;
  /** Patterns of what a build writes, which no image is made from. */
  ignored: readonly string[];
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
  /** What it is called in a sentence. */
  title: string;
  language: Language;
  /** Files that it reads beside sources, by their name. */
  manifests: readonly string[];
  /** What shows that a project is of this kind, and how sure that is. */
  recognize(tree: ProjectTree): Recognized | undefined;
  /** What a project of this kind lacks, for those that are told that it is none. */
  missing: string;
  detect(tree: ProjectTree): Facts;
}

export interface Recognized {
  at: string;
  sure: Sureness;
}
