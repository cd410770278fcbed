import type { Facts } from "../packs/pack.ts";
import { below, type ProjectTree } from "../packs/tree.ts";

/** A part of a repository that may be a service of its own. */
export interface Candidate {
  name: string;
  /** Its folder in the repository; empty at the top. */
  folder: string;
  /** What says that it is there: a workspace, the Compose file, its manifest. */
  at: string;
  /** As its pack reads it. */
  tree: ProjectTree;
  build: Build;
  /** Said to be a service by the project's people: what it looks like does not matter. */
  isNamed?: boolean;
  /** Nothing in it listens, while another program of its module does. */
  isSilent?: boolean;
  /** The service of the Compose file, as that calls it, and the addresses that it is given. */
  composed?: {
    service: string;
    environment: readonly (readonly [name: string, value: string])[];
    /** It does not build it, so that its image may be told in other ways where it is run. */
    isImage?: true;
  };
}

/** What an image is built from: a folder of the repository, and a path in it. */
export interface Build {
  context: string;
  dockerfile: string;
  /** The stage that the Compose file asks for. */
  target?: string;
}

/** A service of a repository that has several, or has one below its top. */
export interface Member extends Omit<Candidate, "isNamed" | "isSilent"> {
  facts: Facts;
  /** Nobody connects to one that only works on what is in a queue. */
  answers: boolean;
  /** Variables by which it is told where others are. */
  told: readonly Told[];
}

/** A variable with the address of another service. */
export interface Told {
  name: string;
  value: string;
  /** The one that it is the address of. */
  of: string;
  at: string;
}

/** What is in the repository and is no service, and why. */
export interface LeftOut {
  name: string;
  folder: string;
  why: string;
}

/** The services of a repository, and what is none. */
export interface Found {
  members: Member[];
  leftOut: LeftOut[];
}

/** The Dockerfile of a member, from the top of the repository. */
export const dockerfilePath = ({ context, dockerfile }: Build): string => below(context, dockerfile);
