import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { completionCommand } from "./completion.ts";
import { configCommand } from "./config.ts";
import { deployCommand } from "./deploy.ts";
import { historyCommand } from "./history.ts";
import { importCommand } from "./import.ts";
import { promoteCommand } from "./promote.ts";
import { releaseCommand } from "./release.ts";
import { statusCommand } from "./status.ts";
import { traceCommand } from "./trace.ts";

/** Every command, in the order of `--help`. */
export const commands = (): CommandUnknownOpts[] => [
  importCommand(),
  releaseCommand(),
  promoteCommand(),
  deployCommand(),
  statusCommand(),
  historyCommand(),
  traceCommand(),
  configCommand(),
  completionCommand(),
];
