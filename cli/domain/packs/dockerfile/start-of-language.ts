import type { FinalImage } from "../../dockerfile/final-image.ts";
import type { Pack } from "../pack.ts";
import type { Found, ProjectTree } from "../tree.ts";
import { baseOf } from "./bases.ts";
import { leavesOpen } from "./compose-command.ts";

/** What the language's manifest has an image start that starts nothing itself, and whose base has no server. */
export function startOfLanguage({ command, base }: FinalImage, tree: ProjectTree, written: Pack | undefined) {
  const startsItself = baseOf(base.value).port !== undefined || hasInit.test(base.value);
  const start = !leavesOpen(command) || startsItself ? undefined : written?.startedBy?.(tree);
  return start && { value: start.value, at: start.at, words: start.command };
}

/** Bases whose own process starts whatever stands in a folder for it. */
const hasInit = /\b(?:lsiobase|linuxserver|lscr\.io|baseimage|s6)\b|s6-overlay/;

/** The program and what is told to it, where an image has nothing but what goes before every program. */
export function withEntry({ command }: FinalImage, told: Found<string> & { words: readonly string[] }) {
  const entry = command ? `${command.value} ` : "";
  const words = entry && told.value.startsWith(entry) ? told.words.slice(entry.split(" ").length - 1) : told.words;
  return { words, value: entry && told.value.startsWith(entry) ? told.value : `${entry}${told.value}` };
}
