import type { Ran } from "../chatops/built-chatops.ts";
import { type Project, type ProjectOptions, project } from "../git/git-project.ts";
import { docker } from "./docker.ts";

/** Answers with its version, and counts as healthy from then on. */
export const healthyServer = `const { writeFileSync } = require("node:fs");
require("node:http")
  .createServer((request, response) => response.end(process.env.APP_VERSION))
  .listen(3000, () => writeFileSync("/tmp/ready", ""));
process.on("SIGTERM", () => process.exit());
`;

/** Prints its last words and ends with code 1. */
export const crashingServer = (words: string): string => `throw new Error(${JSON.stringify(words)});\n`;

const dockerfile = `FROM node:24-slim
COPY server.js /
ARG APP_VERSION
ENV APP_VERSION=$APP_VERSION
CMD ["node", "/server.js"]
`;

export interface Service {
  /** Further keys of the service. */
  more?: object;
  services?: object;
  networks?: object;
  /** Further keys of the file. */
  file?: object;
}

const healthcheck = { test: ["CMD", "test", "-e", "/tmp/ready"], interval: "500ms", timeout: "5s", retries: 3 };

/** A Compose file, JSON being YAML: one service on a free port, with a volume. */
export function composeFile(
  name: string,
  { more = {}, services = {}, networks = {}, file = {} }: Service = {},
): object {
  const service = {
    build: ".",
    ports: ["127.0.0.1:0:3000"],
    volumes: ["data:/data"],
    healthcheck: { ...healthcheck, start_period: "20s" },
    ...more,
  };
  return { services: { [name]: service, ...services }, networks, volumes: { data: {} }, ...file };
}

/** A chatops.yaml that names the environment, so that `status` and `history` know it. */
export const withLocal = (name: string): object => ({ name, environments: { local } });

/** Watched only briefly: how long is the subject of few tests. */
const local = { compose: {}, observe: "1s" };

export interface ComposeProject extends Project {
  /** Commits a version of the server, or of more, and releases it. Returns the version. */
  release: (server: string, service?: Service) => Promise<string>;
  /** `chatops deploy --to compose --json` with more arguments. */
  deploy: (...args: string[]) => Promise<Ran>;
  /** Ids of the project's containers, newest first. */
  containers: () => string[];
  /** What the server answers at the address that a deployment printed. */
  answer: (ran: Ran) => Promise<string>;
  /** What it answers now, wherever its port is. */
  runningAnswer: () => Promise<string>;
}

/** A project that runs on Docker Compose. Without options it stays on this machine, with no remote. */
export function composeProject(options: ProjectOptions = {}): ComposeProject {
  const place = project({
    remote: false,
    environments: { local },
    ...options,
    files: { Dockerfile: dockerfile, ...options.files },
  });
  const { name, commit, chatops } = place;
  const containers = () =>
    docker("ps", "--all", "--quiet", "--no-trunc", "--filter", `label=com.docker.compose.project=${name}-local`)
      .split("\n")
      .filter(Boolean);
  return {
    ...place,
    containers,
    async release(server, service) {
      commit({ "server.js": server, "compose.yaml": composeFile(name, service) });
      const { result, stdout } = await chatops("release", "--json");
      if (!result) throw new Error(stdout);
      return result.version;
    },
    deploy: (...args) => chatops("deploy", "--to", "compose", "--json", ...args),
    answer: async ({ result }) => (await fetch(result.addresses[0])).text(),
    runningAnswer: async () => (await fetch(`http://${docker("port", containers()[0] ?? "", "3000/tcp")}`)).text(),
  };
}
