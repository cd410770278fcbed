import { readdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { programPath, type Ran } from "../chatops/built-chatops.ts";
import { type FaultProxy, listen } from "../faults/fault-proxy.ts";
import { upstreamAt } from "../faults/upstream.ts";
import { folder } from "../fixtures/folder.ts";
import { project } from "../git/git-project.ts";
import { serveGit } from "../git/git-server.ts";
import { git } from "../git/repository.ts";
import type { Published } from "../servers/own-servers.ts";
import { behindTokens } from "../servers/token-gate.ts";
import { type Weakness, weakRequests } from "./sweep-target.ts";

/** All that a release asks, each with a way on which a request can fail. */
export interface ReleasePlace {
  weaknesses: NamedWeakness[];
  /** A project with one commit, of which nothing is released. */
  begin: () => FreshProject;
}

/** How messages call it whose request fails. */
export type NamedWeakness = Weakness & { called: string };

export interface FreshProject {
  name: string;
  directory: string;
  /** The bare repository behind the remote. */
  remote: string;
  release: () => Promise<Ran>;
  /** Files that a run should have deleted. */
  leftInTemporary: () => string[];
}

export const login = { user: "robot", password: "of-the-git-host-only" };
/** How long a run may take at most. */
const bound = "200s";

/** A registry with a token server, a chart repository and a Git host, all of them real. */
export async function releasePlace(publish: Published): Promise<ReleasePlace> {
  const remotes = folder({}, "remotes");
  const [registry, charts, host] = await Promise.all([
    listen(behindTokens(upstreamAt(publish.registry)), 0),
    listen(upstreamAt(publish.charts), 0),
    listen(upstreamAt(await serveGit(remotes, login)), 0),
  ]);
  const reached = { registry: registry.address.replace("http://", ""), charts: charts.address };
  const url = host.address.replace("http://", `http://${login.user}:${login.password}@`);
  return {
    weaknesses: weaknessesOf({ registry, charts, host }),
    begin: () => {
      const { name, directory, remote = "", user } = project({ publish: reached });
      const own = join(remotes, `${name}.git`);
      renameSync(remote, own);
      git(directory, "remote", "set-url", "origin", `${url}/${name}.git`);
      const command = [bound, process.execPath, programPath, "release", "--json"];
      const ending = { node: "timeout", program: "--kill-after=10s" };
      return {
        ...{ name, directory, remote: own },
        release: () => user.run(command, { cwd: directory, ...ending }),
        leftInTemporary: () => readdirSync(user.temporary),
      };
    },
  };
}

const isOfEngine = (use: string) => /, by docker\//.test(use);

function weaknessesOf({ registry, charts, host }: Record<"registry" | "charts" | "host", FaultProxy>): NamedWeakness[] {
  const named = (name: string, proxy: FaultProxy, isTried?: (use: string) => boolean): NamedWeakness => ({
    ...weakRequests(name, proxy, isTried),
    called: proxy.address.replace("http://", ""),
  });
  const engines = named("registry, of the engine", registry, isOfEngine);
  return [
    named("registry", registry, (use) => !isOfEngine(use)),
    // It waits for minutes: told by a test of its own.
    { ...engines, ways: engines.ways.filter((way) => way !== "silence") },
    named("chart repository", charts),
    named("Git host", host),
  ];
}
