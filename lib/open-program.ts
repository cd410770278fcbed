import type { Subprocess } from "execa";

/**
 * Starts a program that is talked to by its input and output, or that tells where this process does. It ends when its input
 * does, or with this process.
 */
export async function openProgram(
  command: string,
  args: string[],
  env: NodeJS.ProcessEnv,
  output: "pipe" | "inherit" = "pipe",
): Promise<Subprocess["nodeChildProcess"]> {
  const { execa } = await import("execa");
  const streams = { stdin: "pipe", stdout: output, stderr: output } as const;
  const options = { ...streams, buffer: false, reject: false, extendEnv: false, env } as const;
  return execa(command, args, options).nodeChildProcess;
}
