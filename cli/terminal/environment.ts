import { withTraceProtocol } from "./tracing.ts";

/**
 * The environment of a run, as the programs that it starts get it. DEBUG is for them alone: what the libraries of this process
 * print because of it, headers and arguments, would go past the mask of secrets.
 */
export function takeEnvironment(): NodeJS.ProcessEnv {
  const env = { ...process.env };
  delete process.env.DEBUG;
  return withTraceProtocol(env);
}
