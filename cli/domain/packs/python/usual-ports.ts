import { matchesOf, type Source } from "../shared/scan.ts";
import type { Found } from "../tree.ts";

/** Where the server for developing of a framework listens that is told nothing else. */
const usual: readonly (readonly [framework: string, port: number])[] = [
  ["dash", 8050],
  ["python-fasthtml", 5001],
  ["flask", 5000],
  ["apiflask", 5000],
  ["quart", 5000],
];

const runs =
  /^[ \t]{0,12}(?:(?:app|application|api|server|socketio|sio)\.(?:run|run_server)|socketio\.run|serve)\(([^()]{0,200})\)/gm;

/** Where people know a program from that is run by its file, if that names no port. */
export function developedAt(sources: readonly Source[], requirements: ReadonlySet<string>): Found<number> | undefined {
  const port = usual.find(([name]) => requirements.has(name))?.[1];
  const run = [...matchesOf(sources, runs)].find(({ groups }) => !/port/i.test(groups[0] ?? ""));
  return port && run ? { value: port, at: run.at } : undefined;
}
