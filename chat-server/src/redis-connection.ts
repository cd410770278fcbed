import { Redis } from "ioredis";
import type { RedisTarget } from "./config.ts";

export type RedisConnection = ReturnType<typeof createConnection>;

export const patienceMilliseconds = 2000;

/**
 * A connection that neither reconnects nor queues on its own: after any trouble the store starts over from a known
 * state with new ones.
 */
export const createConnection = ({ tls, ...target }: RedisTarget, connectionName: string, commandTimeout?: number) =>
  new Redis({
    ...target,
    ...(tls && { tls: {} }),
    connectionName,
    commandTimeout,
    lazyConnect: true,
    retryStrategy: () => null,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    connectTimeout: patienceMilliseconds,
    protocol: 2 as const,
  });

/** The message only: the errors of ioredis carry the command's arguments, hence texts and passwords. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
