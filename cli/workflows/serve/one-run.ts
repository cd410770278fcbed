import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { usageError } from "../../../lib/errors.ts";
import { maskSecretsOf } from "../../../lib/secrets.ts";
import { prepareChatops } from "../../adapters/chatops-process.ts";
import { serveFolder } from "../../adapters/state.ts";
import type { Session } from "../../core/session.ts";
import type { RunOrder } from "../../domain/serve/run-job.ts";
import { head } from "../../results/result.ts";
import type { RunResult } from "../../results/run.ts";
import { releaseAndPromote } from "./release-and-promote.ts";

const order: z.ZodType<RunOrder> = z.strictObject({
  url: z.string(),
  branch: z.string(),
  commit: z.string(),
  directory: z.string(),
  timeoutMs: z.number(),
  variables: z.record(z.string(), z.string()),
});

/** Makes the one run that a serve elsewhere ordered, in a pod of its own, and tells all that its programs tell. */
export async function makeOneRun({ env, steps }: Session, file: string): Promise<RunResult> {
  const { url, branch, commit, directory, timeoutMs, variables } = await readOrder(file);
  maskSecretsOf(variables);
  const own = { ...env, ...variables };
  const work = { url, branch, commit, directory, clone: join(serveFolder(env), "clone"), env: own };
  const ending = await releaseAndPromote(work, {
    timeoutMs,
    signal: steps.signal,
    onTrouble: (message) => steps.warn(message),
    prepare: (command, project, signal) => {
      const { begin, forgo } = prepareChatops([...command, "--json", "--cwd", project], { env: own, signal });
      return { begin: async () => ({ exitCode: await begin(), told: {} }), forgo };
    },
  });
  const { outcome = "failed", exitCode, message } = ending;
  return {
    ...head("Run"),
    outcome,
    ...(exitCode !== undefined && { exitCode }),
    ...(message !== undefined && { message }),
  };
}

async function readOrder(file: string): Promise<RunOrder> {
  const text = await readFile(file, "utf8").catch(() => "");
  try {
    return order.parse(JSON.parse(text));
  } catch {
    throw usageError(`${file} is no order of a run`, {
      hint: "chatops serve writes one for each Job that it makes; by hand there is `chatops release` and `chatops promote`.",
    });
  }
}
