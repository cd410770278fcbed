import { hostname } from "node:os";
import { isatty } from "node:tty";
import { type DestinationStream, type Logger, pino } from "pino";
import { asText } from "./log-text.ts";

export type { Logger };

export interface LogOptions {
  level: string;
  service: string;
  version: string;
}

const stdout = 1;

/** For a person on a terminal, or for programs. */
function standardOutput(): DestinationStream {
  const output = pino.destination({ dest: stdout, sync: true });
  return isatty(stdout) ? { write: (line) => void output.write(asText(line)) } : output;
}

/**
 * JSON lines in the words of the Elastic Common Schema. Log names, counts and reasons; never a message's text or a token, and
 * never an error object of ioredis, which carries the command's arguments.
 */
export const createLog = ({ level, service, version }: LogOptions, destination = standardOutput()): Logger =>
  pino(
    {
      level,
      base: {
        "ecs.version": "8.11.0",
        "service.name": service,
        "service.version": version,
        "service.node.name": hostname(),
      },
      messageKey: "message",
      timestamp: () => `,"@timestamp":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ "log.level": label }) },
    },
    destination,
  );
