import type { Command } from "commander";
import { completionCommand } from "./completion.ts";
import { configCommand } from "./config.ts";
import { deployCommand } from "./deploy.ts";
import { importCommand } from "./import.ts";
import { releaseCommand } from "./release.ts";
import { traceCommand } from "./trace.ts";

/** Every command, in the order of `--help`. */
export const commands = (): Command[] => [
  importCommand(),
  releaseCommand(),
  deployCommand(),
  traceCommand(),
  configCommand(),
  completionCommand(),
];
