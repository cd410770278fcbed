import { parseXml, type XmlElement, xmlAll, xmlAt } from "../../../core/xml.ts";
import type { Instruction, Stage } from "../../dockerfile/dockerfile.ts";
import type { Health } from "../shared/health.ts";
import { assumed, below, type Found, type ProjectTree } from "../tree.ts";

/** What configures the server, as its plugin expects it. */
export const serverFile = /(?:^|\/)src\/main\/liberty\/config\/server\.xml$/;

/** What Open Liberty is told by its server.xml. */
export interface Liberty {
  port: Found<number>;
  /** What it calls the place where it listens. */
  endpoint: string;
  health: Health;
}

export function readLiberty({ texts }: ProjectTree, folder: string, properties: ReadonlyMap<string, string>): Liberty {
  const path = below(folder, "src/main/liberty/config/server.xml");
  const server = parseXml(texts.get(path) ?? "");
  const listens = xmlAt(server, "httpEndpoint");
  const answers = xmlAll(xmlAt(server, "featureManager"), "feature").find(({ text }) =>
    /^(?:mpHealth|microProfile)-/i.test(text),
  );
  const port = Number(filledIn(listens?.attributes.httpPort ?? "", server, properties));
  const health = answers && `${path}:${answers.line}`;
  return {
    port: listens && port > 0 ? { value: port, at: `${path}:${listens.line}` } : usualPort,
    endpoint: listens?.attributes.id ?? "defaultHttpEndpoint",
    health: {
      readiness: health ? { value: "/health/ready", at: health } : undefined,
      liveness: health ? { value: "/health/live", at: health } : undefined,
    },
  };
}

const usualPort: Found<number> = { value: 9080, at: `${assumed}, Liberty's own` };

/** What stands for a variable, as the build or the settings say. */
function filledIn(text: string, server: XmlElement, properties: ReadonlyMap<string, string>): string | undefined {
  const name = /^\$\{([\w.-]{1,80})\}$/.exec(text)?.[1];
  if (name === undefined) return text;
  const variable = xmlAll(server, "variable").find(({ attributes }) => attributes.name === name)?.attributes;
  return properties.get(`liberty.var.${name}`) ?? variable?.value ?? variable?.defaultValue;
}

/** It is put together by the build; what it writes goes to /tmp, and it listens where PORT says, for everybody. */
export const libertyImage = (
  { java, server, endpoint, memory }: { java: number; server: string; endpoint: string; memory: string },
  stages: readonly Stage[],
) => ({
  stages,
  from: `eclipse-temurin:${java}-jre`,
  instructions: [
    { workdir: "/app" },
    { env: { JVM_ARGS: memory, WLP_OUTPUT_DIR: "/tmp/output", LOG_DIR: "/tmp/logs" } },
    { copy: ["/app"], to: "./", from: "build" },
    { write: listening(endpoint), to: `usr/servers/${server}/configDropins/overrides/port.xml` },
  ] satisfies Instruction[],
  command: ["bin/server", "run", server],
});

/** TLS ends before it, and what does that says from where a request came. */
const listening = (endpoint: string) => `<server>
  <httpEndpoint id="${endpoint}" host="*" httpPort="\${PORT}" httpsPort="-1">
    <remoteIp/>
  </httpEndpoint>
</server>
`;
