import type { Stage } from "../../dockerfile/dockerfile.ts";
import type { ProgramImage } from "../../dockerfile/program-image.ts";

type Image = Omit<ProgramImage, "environment" | "port">;

interface Servlets {
  java: number;
  /** By their old name, `javax`. */
  usesJavax: boolean;
  /** How much of the container's memory the heap may take, as an option of Java's. */
  memory: string;
}

/** Tomcat as any user: it writes to /tmp alone, and tells what happens on its output. */
export function tomcatImage({ java, usesJavax, memory }: Servlets, stages: readonly Stage[]): Image {
  const server = "/usr/local/tomcat";
  return {
    stages,
    // The next one needs Java 11, and knows `jakarta` alone.
    from: usesJavax || java < 11 ? `tomcat:9-jre${java}` : `tomcat:10.1-jre${java}`,
    instructions: [
      { workdir: server },
      { env: { CATALINA_OPTS: memory, CATALINA_TMPDIR: "/tmp" } },
      { write: logging, to: "conf/logging.properties" },
      {
        run: `sed -i 's|<Host |<Host workDir="/tmp/work" |; s|directory="logs"|directory="/tmp"|; s|</Host>|${behind}</Host>|' conf/server.xml`,
      },
      { copy: ["/app"], to: "webapps/ROOT", from: "build" },
    ],
    command: ["catalina.sh", "run"],
  };
}

/** What is in front of it says by which address, and from where, a request came; it believes private addresses alone. */
const behind = '<Valve className="org.apache.catalina.valves.RemoteIpValve" protocolHeader="X-Forwarded-Proto" />';

const logging = `handlers = java.util.logging.ConsoleHandler
java.util.logging.ConsoleHandler.formatter = org.apache.juli.OneLineFormatter
`;
