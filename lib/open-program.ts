import type { Subprocess } from "execa";

/** Starts a program that is talked to by its input and output. It ends when its input does, or with this process. */
export async function openProgram(
  command: string,
  args: string[],
  env: NodeJS.ProcessEnv,
): Promise<Subprocess["nodeChildProcess"]> {
  const { execa } = await import("execa");
  const options = { stdin: "pipe", buffer: false, reject: false, extendEnv: false, env } as const;
  return execa(command, args, options).nodeChildProcess;
}
