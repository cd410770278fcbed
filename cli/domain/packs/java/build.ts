import type { Found } from "../tree.ts";

/** How a program of a module is put together so that it can run. */
export type Packaging =
  /** One file with all that it needs. */
  | "executable"
  /** Quarkus' folder: a small jar beside its libraries. */
  | "quarkus"
  /** Gradle's `installDist`: libraries, and a script that starts the program. */
  | "distribution"
  /** A jar of its own classes; its libraries are collected beside it. */
  | "classes"
  /** For a servlet container. */
  | "war"
  /** A folder with Open Liberty and the war in it, which its plugin puts together. */
  | "liberty";

/** How a module becomes a program, and what says so. */
export interface Packaged extends Found<Packaging> {
  /** The task of Gradle that makes it. */
  task?: string;
  /** What Liberty calls the server that it runs. */
  server?: string;
  /** It is one file, and this is how its name ends. */
  file?: "jar" | "war";
}

/** A part of a build that has a folder and dependencies of its own. */
export interface Module {
  /** Empty at the top. */
  folder: string;
  /** What Gradle calls it, if that builds it: `libs:web`. */
  project?: string;
  /** What other modules depend on it by. */
  name: Found<string>;
  /** Names of the artifacts that are there when it runs, those of its own project included. */
  dependencies: ReadonlySet<string>;
  /** Undefined for a library. */
  packaging: Packaged | undefined;
  /** It has what it inherits from in the repository, so that it cannot be built by itself. */
  inherits?: boolean;
  /** The class that is started, as far as the build names it. */
  mainClass: string | undefined;
}

/** What builds a project, whichever tool it is. */
export interface Build {
  tool: "Maven" | "Gradle";
  /** The file at the top that says so. */
  file: string;
  name: Found<string>;
  modules: readonly Module[];
  wrapper: Wrapper | undefined;
  /** The version of Java that the code is written for. */
  java: Found<string> | undefined;
  springBoot: Found<string> | undefined;
  quarkus: Found<string> | undefined;
  /** The profile for production, where another one is active without being named. */
  profile?: Found<string> | undefined;
  /** What is filled into files of configuration, by name. */
  properties: ReadonlyMap<string, string>;
  /** Arguments without which no image can be built, such as for a plugin that asks Git. */
  arguments: readonly string[];
}

/** The script that fetches the version of the tool that a project is built with. */
export interface Wrapper {
  at: string;
  version: string | undefined;
  /** It lacks a file without which it cannot fetch anything. */
  lacks?: string;
}
