import type { Paths } from "../paths.ts";

/** The Debians that images are made of. */
export type Suite = "bullseye" | "bookworm" | "trixie";

/** What an image is made of. */
export type Order = Debian | Built;

/** Debian itself. */
export interface Debian {
  suite: Suite;
}

/** An image with a Dockerfile here. */
export interface Built {
  /** The folder of its Dockerfile. */
  folder: string;
  /** The image that it is made on; that one is made here too. */
  from: string;
  /** Arguments of its Dockerfile. */
  args: Readonly<Record<string, string>>;
  /** Programs of this machine, for which Debian has packages, that it takes to make it. */
  programs?: readonly string[];
  /** Puts what Debian lacks beside the Dockerfile, and returns further arguments of it. */
  fill?: (paths: Paths, folder: string) => Promise<Readonly<Record<string, string>>>;
}

/** How the images of one name on Docker Hub are made of Debian's packages; undefined for the name of another image. */
export type Recipe = (image: string) => Order | undefined;

/** The Debian that has a version of a language. */
export type Versions = Readonly<Record<string, Suite>>;

/** The image that a language's own is made on: the slim one, or the one with Git, compilers and the usual headers. */
export const baseOn = (suite: Suite, isSlim: boolean): string =>
  isSlim ? `debian:${suite}-slim` : `buildpack-deps:${suite}`;
