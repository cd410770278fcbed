/** A Dockerfile as data: stages, the last of which is the image. */
export type Dockerfile = readonly Stage[];

export interface Stage {
  from: string;
  /** The name by which later stages copy from it. */
  as?: string;
  instructions: readonly Instruction[];
}

/** One instruction; the key is its name. */
export type Instruction =
  | { comment: string }
  | { workdir: string }
  | { env: Readonly<Record<string, string>> }
  | { arg: string }
  | { copy: readonly string[]; to: string; from?: string }
  /** A text that is not a file of the project. */
  | { write: string; to: string }
  /** `cache` is the target of a cache mount, and its options. */
  | { run: string; cache?: string }
  | { user: string }
  | { expose: number }
  | { cmd: readonly string[] };
