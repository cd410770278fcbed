import type { Dockerfile, Instruction, Stage } from "./dockerfile.ts";

/** What a pack says of the image that a program runs in; what all such images have in common is added here. */
export interface ProgramImage {
  /** Stages that make its parts. */
  stages: readonly Stage[];
  /** The image that it runs on. */
  from: string;
  /** Puts its parts together. */
  instructions: readonly Instruction[];
  /** Variables that it is given, beside the version. */
  environment: Readonly<Record<string, string>>;
  port: number;
  command: readonly string[];
  /** Why the command is as it is, if it is not as its people wrote it. */
  note?: string | undefined;
}

/** The user that every program runs as. */
export const programUser = 1000;

/** The program runs as a user without rights, knows its version, and is the first process. */
export const programDockerfile = (image: ProgramImage): Dockerfile => [
  ...image.stages,
  {
    from: image.from,
    instructions: [
      ...image.instructions,
      { comment: "By number, so that Kubernetes can see that it is not root." },
      { user: `${programUser}:${programUser}` },
      { env: image.environment },
      { expose: image.port },
      { comment: "Last, because it changes with every release." },
      { arg: "APP_VERSION=dev" },
      { env: { APP_VERSION: "$APP_VERSION" } },
      ...(image.note ? [{ comment: image.note }] : []),
      { cmd: image.command },
    ],
  },
];
