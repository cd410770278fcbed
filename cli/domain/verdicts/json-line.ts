import { isCut } from "../../../lib/foreign-text.ts";

const severe = new Set([
  "error",
  "eror",
  "err",
  "fatal",
  "critical",
  "crit",
  "emergency",
  "emerg",
  "alert",
  "panic",
  "dpanic",
  "50",
  "60",
]);

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The first of these keys that has a text; of an object its own message. */
function textUnder(fields: Fields, ...keys: string[]): string | undefined {
  for (const key of keys) {
    const value = fields[key];
    const text = isFields(value) ? textUnder(value, "message", "msg", "stack_trace", "stack") : value;
    if (typeof text === "string" && text.trim() !== "") return text;
  }
  return undefined;
}

function levelOf(fields: Fields): string | undefined {
  const { log } = fields;
  const nested = isFields(log) ? log.level : undefined;
  const keys = ["level", "log.level", "@level", "severity", "levelname", "lvl", "loglevel", "log_level"];
  const level = keys.map((key) => fields[key]).find((value) => value !== undefined) ?? nested;
  const named = isFields(level) ? (level.name ?? level.value) : level;
  return named === undefined ? undefined : String(named).toLowerCase();
}

/** What a line of JSON says, if it is of an error or does not say of what it is; undefined for any other line. */
export function errorInJson(line: string): { text: string; isSevere: boolean } | undefined {
  if (!line.startsWith("{")) return undefined;
  const fields = parsed(line);
  if (!fields) return isCut(line) ? errorInCutJson(line) : undefined;
  const level = levelOf(fields);
  if (level !== undefined && !severe.has(level)) return undefined;
  const message = textUnder(fields, "message", "msg", "@message", "event", "short_message", "text");
  const details = textUnder(
    fields,
    "err",
    "error",
    "exception",
    "exc_info",
    "reason",
    "cause",
    "error.message",
    "stack_trace",
  );
  const isRepeated = message !== undefined && details?.includes(message);
  const text = [isRepeated ? undefined : message, details].filter(Boolean).join(": ");
  return text ? { text, isSevere: level !== undefined || details !== undefined } : undefined;
}

function parsed(line: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const levelIn = /"(?:log\.)?level": ?"?(\w{2,8})\b/;
const messageIn = /"(?:msg|message)": ?("(?:[^"\\]|\\.){1,500})/;

/** What a long line says before it is cut. */
function errorInCutJson(line: string): { text: string; isSevere: boolean } | undefined {
  const [, level = ""] = levelIn.exec(line) ?? [];
  const [, message] = messageIn.exec(line) ?? [];
  return message && severe.has(level.toLowerCase()) ? { text: unquoted(message), isSevere: true } : undefined;
}

function unquoted(begin: string): string {
  try {
    return JSON.parse(`${begin}"`);
  } catch {
    return begin.slice(1);
  }
}
