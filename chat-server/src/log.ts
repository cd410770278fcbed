import { type DestinationStream, type Logger, pino, stdTimeFunctions } from "pino";

export type { Logger };

/**
 * JSON lines with `level` and `message` in words. Log ids, counts and reasons; never a message's text, and never an
 * error object of ioredis, which carries the command's arguments.
 */
export const createLog = (level: string, version: string, destination?: DestinationStream): Logger =>
  pino(
    {
      level,
      base: { service: "chat-server", version },
      messageKey: "message",
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination ?? pino.destination({ sync: true }),
  );
