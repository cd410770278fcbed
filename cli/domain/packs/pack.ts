import type { Dockerfile } from "../dockerfile/dockerfile.ts";
import type { Measured } from "../import/measured.ts";
import type { Dependencies, UsedService } from "../services/used-service.ts";
import type { Health } from "./shared/health.ts";
import type { Language } from "./shared/language.ts";
import type { Survey } from "./shared/survey.ts";
import type { Found, ProjectTree } from "./tree.ts";

/** How sure a finding is: said by a file that decides it, read out of the code, or taken for granted. */
export type Sureness = "certain" | "likely" | "assumed";

/** One thing that import goes by, and what says so. */
export interface Evidence {
  what: string;
  value?: string;
  at: string;
  sure: Sureness;
  /** Whose it is, of several services. */
  service?: string;
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
  /** What runs in the same image beside the program. */
  processes?: Processes;
  /** Variables that a kept image is told, so that it runs without root. */
  settings?: Readonly<Record<string, string>>;
  /** Variables that the program reads without a default. */
  variables: readonly Found<string>[];
  /** Folders that the program writes to, beside /tmp. */
  writable: readonly Found<string>[];
  /** The folder of pages that are built for it, and which it serves by itself. */
  pagesIn?: string | undefined;
  /** Undefined if the project's people wrote one. */
  dockerfile: Dockerfile | undefined;
  /** What a kept image is started with, as it does not say it itself. */
  arguments?: readonly string[];
  /** The user that the program runs as, by number. */
  user: number;
  /** The image itself says that it is root, so whatever starts it has to say another user. */
  startsAsRoot?: boolean;
  /** Patterns of what a build writes, which no image is made from. */
  ignored: readonly string[];
  /** Paths that a Dockerfile of the project's people copies, so that they may not be left out. */
  copied?: readonly string[];
  /** Shell lines of the pipeline's test stage. */
  testSteps: readonly string[];
  /** The image that they run in; undefined if it is not known. */
  testImage?: string | undefined;
  /** Words that run in the program's image and end with 0 if it answers at `host` and `port`; undefined if nothing in it can ask. */
  healthCheck: ((host: string, port: string) => readonly string[]) | undefined;
  /** It may take minutes until it answers. */
  startsSlowly?: boolean | undefined;
  /** What it was seen to take where it ran. */
  measured?: Measured | undefined;
  /** The image checks its program's health by itself. */
  checksItself?: boolean;
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
  /** Files that it reads beside sources: names, and patterns of paths. */
  manifests: readonly (string | RegExp)[];
  /** What shows that a project is of this kind, and how sure that is. */
  recognize(tree: ProjectTree): Recognized | undefined;
  /** A project at the top builds those of its kind below it too: modules, crates of a workspace, projects of a solution. */
  buildsBelow?: true;
  /** Folders of the programs among them, if it builds several that may be services; one is asked for by `tree.within`. */
  programs?(tree: ProjectTree): readonly Found<string>[];
  /** Whether a folder below is a part of it, though it looks like a project: what it needs is said at the top alone. */
  takes?(below: ProjectTree): boolean;
  /** What a project of this kind lacks, for those that are told that it is none. */
  missing: string;
  /** What is known without knowing how it is started. */
  describe(tree: ProjectTree): Description;
  /** `written` is the pack of the language, for one that is about something else. */
  detect(tree: ProjectTree, written?: Pack): Facts;
  /** What the files say more that its programs are configured by, whoever wrote the Dockerfile. */
  configured?(survey: Survey, tree: ProjectTree): Survey;
  /** Its files, with those that it is built with and that are not its own. */
  withOthers?(tree: ProjectTree): ProjectTree;
  /** How its program is started, where a Dockerfile of the project's people leaves that open. */
  startedBy?(tree: ProjectTree): (Found<string> & { command: readonly string[] }) | undefined;
  /** Whether it answers at a port, where one of several may also be a library or a tool; without this, each does. */
  serves?(tree: ProjectTree, facts: Facts): boolean;
  /** Whether it runs on though it answers at none: it does what others leave for it, or what the clock says. */
  works?(tree: ProjectTree): boolean;
}

export interface Description {
  names: readonly Found<string | undefined>[];
  dependencies: Dependencies;
  /** The file that is run, where something but the start command says so. */
  entry?: string | undefined;
  /** What a package manager runs by a name. */
  scripts?: Readonly<Record<string, string>>;
  /** See Facts. */
  testSteps: readonly string[];
  startsSlowly?: boolean;
  /** Variables that its framework does not start without, whether or not its sources name them. */
  needs?: readonly Found<string>[];
  /** The command that brings the data to what a version expects, if there is one in the image. */
  migration?: Migration | undefined;
  /** Commands of what runs beside the program and has no port, each with a name. */
  workers?: readonly (Found<string> & { name: string })[];
}

export interface Migration extends Found<string> {
  /** A development dependency that the command runs. */
  needsDevelopment?: string | undefined;
}

export interface Recognized {
  at: string;
  sure: Sureness;
}

/** What runs in the program's image beside the program. */
export interface Process {
  name: string;
  /** As people write it. */
  value: string;
  command: readonly string[];
  at: string;
}

export interface Processes {
  /** Brings the data to what a version expects, before it runs, and ends. */
  migration: Process | undefined;
  /** What runs on and has no port. */
  workers: readonly Process[];
}
