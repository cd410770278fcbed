import { childIndent, childOf, endOfBlock, type Line, linesOf, siblingsOf, textOf } from "./lines.ts";
import type { Migrated, Problem } from "./problem.ts";

const pathType = "pathType: ImplementationSpecific";

/** Looks a value up that a template names, as in `.Values.service.externalPort`. */
export type LookUp = (path: string) => unknown;

/** Writes backends as networking.k8s.io/v1 does. The paths keep what they meant: each controller's own way of reading them. */
export function withTodaysBackends(text: string, lookUp: LookUp): Migrated {
  if (!/^ *kind: *["']?Ingress["']?[ \t]*$/m.test(text)) return { text, done: [], problems: [] };
  const lines = linesOf(text);
  let isChanged = false;
  for (let place = lines.length - 1; place >= 0; place -= 1) {
    if (lines[place]?.entry?.key !== "backend") continue;
    isChanged = migrateBackend(lines, place, lookUp) || isChanged;
  }
  const done = isChanged ? ["backends with service, port and pathType"] : [];
  return { text: textOf(lines), done, problems: problemsIn(lines) };
}

function migrateBackend(lines: Line[], place: number, lookUp: LookUp): boolean {
  const name = childOf(lines, place, "serviceName");
  const port = childOf(lines, place, "servicePort");
  if (name === -1 || port === -1) return false;
  const space = " ".repeat(childIndent(lines, place) ?? 0);
  const wanted = lines[port]?.entry?.value ?? "";
  const service = [
    `${space}service:`,
    `${space}  name: ${afterKey(lines[name])}`,
    `${space}  port:`,
    `${space}    ${portEntry(wanted, lookUp)}`,
  ];
  const [first, last] = [Math.min(name, port), Math.max(name, port)];
  lines.splice(last, 1);
  lines.splice(first, 1, ...linesOf(service.join("\n")));
  nameBackend(lines, place);
  return true;
}

/** As it is written, with its quotes. */
const afterKey = (line: Line | undefined) => (line?.text ?? "").replace(/^[^:]*: */, "");

function portEntry(port: string, lookUp: LookUp): string {
  if (/^\d+$/.test(port)) return `number: ${port}`;
  if (!port.includes("{{")) return `name: ${port}`;
  const expression = port.slice(2, port.lastIndexOf("}}")).replace(/^-/, "").replace(/-$/, "").trim();
  const value = lookUp(expression);
  if (typeof value === "number") return `number: ${port}`;
  if (typeof value === "string") return `name: ${port}`;
  return `{{ if kindIs "string" (${expression}) }}name{{ else }}number{{ end }}: ${port}`;
}

/** The backend of a path gets the path's type; the one that takes what no path matches is called otherwise. */
function nameBackend(lines: Line[], place: number): void {
  const { text, entry } = lines[place] as Line;
  const around = siblingsOf(lines, place).map((sibling) => lines[sibling]?.entry?.key);
  if (around.includes("pathType")) return;
  const isDefault = ["rules", "tls"].some((key) => around.includes(key)) || isBelowSpec(lines, place);
  const start = text.indexOf("backend:");
  if (isDefault) {
    lines.splice(
      place,
      1,
      ...linesOf(`${text.slice(0, start)}defaultBackend:${text.slice(start + "backend:".length)}`),
    );
    return;
  }
  const space = " ".repeat(entry?.indent ?? 0);
  lines.splice(place, 1, ...linesOf(`${text.slice(0, start)}${pathType}\n${space}${text.slice(start)}`));
}

function isBelowSpec(lines: readonly Line[], place: number): boolean {
  const spec = lines.findLastIndex(({ entry }, index) => index < place && entry?.key === "spec");
  return spec !== -1 && endOfBlock(lines, spec) > place && childIndent(lines, spec) === lines[place]?.entry?.indent;
}

const problemsIn = (lines: readonly Line[]): Problem[] =>
  lines.flatMap(({ text }, index) =>
    /\bservicePort *:/.test(text) && !/^ *#/.test(text)
      ? [{ line: index + 1, text: "a backend of an Ingress that is not written line by line" }]
      : [],
  );
