import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { changelogCommand } from "./changelog.ts";
import { completeCommand } from "./complete.ts";
import { completionCommand } from "./completion.ts";
import { configCommand } from "./config.ts";
import { deployCommand } from "./deploy.ts";
import { doctorCommand } from "./doctor.ts";
import { historyCommand } from "./history.ts";
import { holdCommand } from "./hold.ts";
import { importCommand } from "./import.ts";
import { incidentsCommand } from "./incidents.ts";
import { logsCommand } from "./logs.ts";
import { openCommand } from "./open.ts";
import { previewCommand } from "./preview.ts";
import { promoteCommand } from "./promote.ts";
import { releaseCommand } from "./release.ts";
import { releasesCommand } from "./releases.ts";
import { removeCommand } from "./remove.ts";
import { rollbackCommand } from "./rollback.ts";
import { serveCommand } from "./serve.ts";
import { statusCommand } from "./status.ts";
import { traceCommand } from "./trace.ts";

/** Every command, in the order of `--help`. */
export const commands = (): CommandUnknownOpts[] => [
  importCommand(),
  releaseCommand(),
  promoteCommand(),
  deployCommand(),
  rollbackCommand(),
  holdCommand(),
  statusCommand(),
  historyCommand(),
  releasesCommand(),
  changelogCommand(),
  logsCommand(),
  incidentsCommand(),
  openCommand(),
  removeCommand(),
  traceCommand(),
  previewCommand(),
  serveCommand(),
  doctorCommand(),
  configCommand(),
  completionCommand(),
];

/** What scripts call; no help shows it. */
export const hiddenCommands = (): CommandUnknownOpts[] => [completeCommand()];
