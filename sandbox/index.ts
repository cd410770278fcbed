import { delimiter, join } from "node:path";
import { chartMuseumAddress } from "./parts/chartmuseum.ts";
import { dockerEnv, type Engine } from "./parts/engine.ts";
import type { Work } from "./parts/part.ts";
import { redisAddress } from "./parts/redis.ts";
import { registryAddress } from "./parts/registry.ts";
import { sandboxPaths } from "./paths.ts";
import type { Site } from "./site.ts";
import { type Confirm, raise } from "./up.ts";

export type { Work };

export interface UpOptions {
  /** Takes one line of progress for people. */
  report?: (line: string) => void;
  /** Asked before anything is installed or built; without it, that is done. */
  confirm?: Confirm;
  /** Whose XDG folders say where the sandbox lives. */
  env?: NodeJS.ProcessEnv;
}

/** The real parts on this machine, running. */
export interface Sandbox {
  /** To be added to the environment of a process that uses the engine. */
  env: Record<string, string>;
  /** `localhost:PORT`; open, over http. */
  registry: string;
  /** `http://127.0.0.1:PORT`, a ChartMuseum; open. */
  chartRepository: string;
  /** `127.0.0.1:PORT` */
  redis: string;
}

/** Brings the sandbox up, or finds it so. */
export async function up({ report = () => {}, confirm = async () => true, env }: UpOptions = {}): Promise<Sandbox> {
  const site = { paths: sandboxPaths(env), report };
  const engine = await raise(site, confirm);
  return describe(site, engine);
}

function describe(site: Site, engine: Engine): Sandbox {
  return {
    env: environment(site, engine),
    registry: registryAddress(site) ?? "",
    chartRepository: chartMuseumAddress(site) ?? "",
    redis: redisAddress(site) ?? "",
  };
}

const environment = ({ paths }: Site, engine: Engine) => ({
  ...dockerEnv(paths, engine),
  PATH: [join(paths.state, "bin"), process.env.PATH].join(delimiter),
});
