import { runProgram } from "../../core/programs.ts";

const patienceMs = 60_000;

/** How the builder works that `docker buildx build` takes here: `docker` for the engine's own, `docker-container` and others. */
export async function builderDriver({
  env,
  signal,
}: {
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
}): Promise<string | undefined> {
  const { stdout } = await runProgram("docker", ["buildx", "inspect"], { env, signal, timeoutMs: patienceMs });
  return /^Driver:\s*(\S+)$/m.exec(stdout)?.[1];
}
