import { join } from "node:path";
import { prepareChatops } from "../../adapters/chatops-process.ts";
import { emptyFolder } from "../../adapters/folders.ts";
import { settleOrphans } from "../../adapters/orphans.ts";
import { temporaryIn } from "./places.ts";
import { releaseAndPromote } from "./release-and-promote.ts";
import type { Runner } from "./runner.ts";
import type { Told } from "./told.ts";

/** Runs are programs on this machine, in the clone of their repository. */
export const processRunner: Runner = {
  async run({ settings, folder, env }, { branch, commit }, { onLine, onTrouble, timeoutMs, signal }) {
    const { url, directory } = settings;
    const prepare = (command: string[], project: string, stopping: AbortSignal) => {
      const told: Told = {};
      const hear = (line: string) => void Object.assign(told, onLine(line));
      const args = [...command, "--json", "--cwd", project];
      const { begin, forgo } = prepareChatops(args, { env, onLine: hear, signal: stopping });
      return { begin: async () => ({ exitCode: await begin(), told }), forgo };
    };
    const work = { url, branch, commit, directory, clone: join(folder, "clone"), env };
    const ending = await releaseAndPromote(work, { timeoutMs, signal, prepare, onTrouble });
    // Whoever was killed may have left programs at work in the clone, and on the engine.
    if (ending.exitCode === undefined) await settleOrphans(folder, signal).catch(() => {});
    return ending;
  },
  async settle({ folder }, signal) {
    await settleOrphans(folder, signal);
    await emptyFolder(temporaryIn(folder));
    return [];
  },
  forget: async () => {},
  verify: async () => {},
};
