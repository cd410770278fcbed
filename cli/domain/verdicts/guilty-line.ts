import { isCut } from "../../../lib/foreign-text.ts";

const namesError =
  /\b([A-Z]\w*(Error|Exception)\b|error:|fatal|panic:|traceback|cannot find|not found|denied|refused|no such|invalid|missing|required|must be|EADDRINUSE|ECONNREFUSED|ENOENT|EACCES|EROFS)/i;
const isStackFrame = /^\s*(at |File "|\.\.\. \d+ more|goroutine |\^+$|~+$)/;
/** Node prints the error's properties below the stack: the message above says the same in words. */
const isProperty = /^\s+\[?(code|errno|syscall|address|port|path|dest|hostname|spawnargs)\]?: .*,?$/;
const nodeFooter = /^Node\.js v\d/;
const logLevels = new Set(["error", "fatal", "critical", "50", "60"]);

/** Reads the message of a JSON log line at error level or above; undefined for any other line. */
function messageOfJson(line: string): string | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    const { level, "log.level": ecsLevel, message, msg, error, err } = JSON.parse(line);
    if (!logLevels.has(String(level ?? ecsLevel).toLowerCase())) return undefined;
    const details = err?.message ?? error?.message ?? (typeof error === "string" ? error : undefined);
    return [message ?? msg, details].filter(Boolean).join(": ") || undefined;
  } catch {
    return isCut(line) ? messageOfCutJson(line) : undefined;
  }
}

const levelIn = /"(?:log\.)?level": ?"?(\w{2,8})\b/;
const messageIn = /"(?:msg|message)": ?("(?:[^"\\]|\\.){1,500})/;

/** What a long line says before it is cut. */
function messageOfCutJson(line: string): string | undefined {
  const [, level = ""] = levelIn.exec(line) ?? [];
  const [, message] = messageIn.exec(line) ?? [];
  return message && logLevels.has(level.toLowerCase()) ? unquoted(message) : undefined;
}

function unquoted(begin: string): string {
  try {
    return JSON.parse(`${begin}"`);
  } catch {
    return begin.slice(1);
  }
}

/**
 * The line of a log that most likely says why its program ended: not simply the last one, which often stands below ten
 * lines of stack trace. Of several the last is taken, since earlier ones may be of attempts that were survived.
 */
export function guiltyLine(log: readonly string[]): string | undefined {
  const noise = [isStackFrame, isProperty, nodeFooter];
  const lines = log.filter((line) => line.trim() && !noise.some((pattern) => pattern.test(line)));
  for (const line of [...lines].reverse()) {
    const message = messageOfJson(line);
    if (message) return message;
    if (!line.startsWith("{") && namesError.test(line)) return line.trim();
  }
  return lines.at(-1)?.trim();
}
