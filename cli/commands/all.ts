import type { Command } from "commander";
import { importCommand } from "./import.ts";

/** Every command, in the order of `--help`. */
export const commands = (): Command[] => [importCommand()];
