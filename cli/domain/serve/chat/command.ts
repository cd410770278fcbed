import type { Role } from "../../../core/serve/page-schema.ts";

/** What people may say, with what stands behind it and who may. */
export const commands = {
  help: { words: "", roles: ["look"], what: "this" },
  status: { words: "[repository]", roles: ["look"], what: "what runs where" },
  history: { words: "[repository] environment", roles: ["look"], what: "the last promotions into it" },
  previews: { words: "[repository]", roles: ["look"], what: "the previews of pull requests" },
  promote: { words: "[repository] version environment", roles: ["promote"], what: "bring a version there" },
  rollback: { words: "[repository] environment [version]", roles: ["promote"], what: "go back to what was healthy" },
  approve: {
    words: "[repository] version environment",
    roles: ["approve"],
    what: "open a gate for what somebody else asked for; alone: what waits for that",
  },
  withdraw: { words: "[repository] environment", roles: ["promote", "approve"], what: "take back what was asked for" },
  hold: {
    words: "[repository] [environment]",
    roles: ["promote"],
    what: "promote nothing there by itself; of a whole repository release nothing either",
  },
  let: { words: "[repository] [environment]", roles: ["promote"], what: "let it go on" },
  retry: { words: "[repository]", roles: ["promote"], what: "try a failed commit again" },
} as const satisfies Readonly<Record<string, { words: string; roles: readonly Role[]; what: string }>>;

export type CommandName = keyof typeof commands;

/** What somebody says to the bot. */
export interface Command {
  name: CommandName;
  /** Undefined: the only one. */
  repository?: string;
  environment?: string;
  version?: string;
}

/** What a message is to the bot: a command, one that it does not know or understand, or none of its business. */
export type Said = { command: Command } | { unknown: string } | undefined;

/** Reads a message. `repositories` are those that there are; a text that begins with no slash is none of our business. */
export function readCommand(text: string, repositories: readonly string[]): Said {
  const [first = "", ...words] = text.trim().split(/\s+/);
  if (!/^\/[a-z]+$/i.test(first)) return undefined;
  const name = first.slice(1).toLowerCase();
  if (!isCommandName(name)) return { unknown: `There is no ${first}: /help lists what there is.` };
  const command: Command = { name };
  for (const word of words) {
    const field = fieldOf(word, command, repositories);
    if (!field) return { unknown: usageOf(name) };
    command[field] = field === "version" ? word.replace(/^v/, "") : word;
  }
  return { command };
}

const isCommandName = (name: string): name is CommandName => Object.hasOwn(commands, name);

/** Which part of a command a word is, by what it looks like and what is still missing; undefined if it is none. */
function fieldOf(word: string, command: Command, repositories: readonly string[]) {
  const isFree = (field: "repository" | "environment" | "version") =>
    command[field] === undefined && commands[command.name].words.includes(field);
  if (/^v?\d/.test(word)) return isFree("version") ? "version" : undefined;
  if (!/^[a-z][\w.-]{0,252}$/i.test(word)) return undefined;
  const isBefore = command.environment === undefined && repositories.includes(word);
  if (isBefore && isFree("repository")) return "repository";
  return isFree("environment") ? "environment" : undefined;
}

/** How a command is said. */
export const usageOf = (name: CommandName): string => `Say it so: /${name} ${commands[name].words}`.trim();
