import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../lib/processes.ts";
import type { SandboxContext } from "../context.ts";
import { livingPid, startDaemon, stopDaemon } from "../daemon.ts";
import { originOf, outputOf } from "../origin.ts";
import type { Paths } from "../paths.ts";
import { choosePort, freePort, rememberedPort } from "../ports.ts";
import type { Part, PartState, ServerName } from "./part.ts";

export interface Credentials {
  user: string;
  password: string;
}

/** Where one instance of a server works. */
export interface Place {
  folder: string;
  port: number;
  auth?: Credentials;
  /** Variables that its program reads its settings from. */
  settings?: Record<string, string>;
}

/** What makes an instance different from the others. */
export type Differences = Pick<Place, "auth" | "settings">;

interface Launch {
  args: string[];
  env?: Record<string, string | undefined>;
}

/** A part that is one process on one port of 127.0.0.1. */
export interface Server {
  name: ServerName;
  /** Its file, or a name that PATH does not know. */
  program: (paths: Paths) => string;
  /** How clients name it. */
  address: (port: number) => string;
  /** Writes what the program needs to find in its folder, and tells how to start it. */
  launch: (place: Place) => Launch | Promise<Launch>;
  answers: (port: number) => Promise<boolean>;
}

/** One more instance, for a test that needs it to be different. */
export interface ExtraServer extends AsyncDisposable {
  /** How clients name it. */
  address: string;
  /** Ends it and deletes its data. */
  stop: () => Promise<void>;
}

export const extrasFolder = (paths: Paths): string => join(paths.state, "extra");

async function isServing(paths: Paths, { name, answers }: Server): Promise<boolean> {
  const port = rememberedPort(paths, name);
  return livingPid(paths, name) !== undefined && port !== undefined && (await answers(port));
}

/** Makes the sandbox's server answer, on the port that it had before if that is free. */
async function startServer(context: SandboxContext, server: Server): Promise<void> {
  const { paths, report } = context;
  if (await isServing(paths, server)) return;
  await stopDaemon(paths, server.name);
  report(`${server.name}: starting`);
  const port = await choosePort(paths, server.name, report);
  await serve(paths, server, server.name, { folder: join(paths.state, server.name), port });
}

/** Starts another instance beside the sandbox's, on a free port, with data of its own. */
export async function startExtra(paths: Paths, server: Server, differences: Differences = {}): Promise<ExtraServer> {
  const name = `${server.name}-${randomBytes(3).toString("hex")}`;
  const place = { folder: join(extrasFolder(paths), name), port: await freePort() };
  const stop = async () => {
    await stopDaemon(paths, name);
    rmSync(place.folder, { recursive: true, force: true });
  };
  await serve(paths, server, name, { ...place, ...differences });
  return { address: server.address(place.port), stop, [Symbol.asyncDispose]: stop };
}

async function serverState(paths: Paths, server: Server): Promise<PartState> {
  const program = server.program(paths);
  const port = rememberedPort(paths, server.name);
  return {
    name: server.name,
    version: /\d+\.\d+\.\d+/.exec(await outputOf(run(program, ["--version"])))?.[0] ?? "",
    address: port ? server.address(port) : "",
    origin: originOf(paths, program),
    running: await isServing(paths, server),
  };
}

export const serverPart = (server: Server, more: Pick<Part, "programs" | "setup" | "prepare">): Part => ({
  name: server.name,
  ...more,
  start: (wanted) => startServer(wanted, server),
  stop: ({ paths }) => stopDaemon(paths, server.name),
  state: async (paths) => [await serverState(paths, server)],
});

async function serve(paths: Paths, server: Server, name: string, place: Place): Promise<void> {
  mkdirSync(place.folder, { recursive: true, mode: 0o700 });
  const launch = await server.launch(place);
  const ready = () => server.answers(place.port);
  await startDaemon(paths, { name, command: server.program(paths), ...launch, ready });
}
