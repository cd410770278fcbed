import type { Source } from "../shared/scan.ts";
import { lineAt } from "../tree.ts";

const usesFastify = /(?:from|require\()\s{0,9}["']fastify["']|\bFastifyAdapter\b|\bFastifyInstance\b/;
const listens = ".listen(";

/** Where Fastify is told no host, and so listens on this machine only; Nest hands what it is told on to it. */
export function fastifyLoopback(sources: readonly Source[], dependencies: ReadonlySet<string>): string | undefined {
  if (!dependencies.has("fastify") && !dependencies.has("@nestjs/platform-fastify")) return undefined;
  for (const { path, text } of sources) {
    const index = usesFastify.test(text) ? text.indexOf(listens) : -1;
    if (index !== -1 && isLeftOpen(argumentsAt(text, index + listens.length), text))
      return `${path}:${lineAt(text, index)}`;
  }
  return undefined;
}

const mostRead = 400;

/** What stands between the parentheses. */
function argumentsAt(text: string, start: number): string {
  let depth = 1;
  for (let index = start; index < Math.min(text.length, start + mostRead); index += 1) {
    if (text[index] === "(") depth += 1;
    if (text[index] === ")") depth -= 1;
    if (depth === 0) return text.slice(start, index).trim();
  }
  return "";
}

/** A port alone, or an object that says it, and no address; an object of another name may say anything. */
function isLeftOpen(given: string, text: string): boolean {
  if (/host|address|0\.0\.0\.0|::|\bip\b|\.{3}|\bpath\s{0,9}:/i.test(given)) return false;
  if (given.startsWith("{")) return /\bport\b/i.test(given);
  return /\bFastifyAdapter\b/.test(text) && /^[^,{]{0,120}(?:\d{2,5}|port\b)[^,{]{0,60}$/i.test(given);
}
