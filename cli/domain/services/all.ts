import { kafka } from "./kafka.ts";
import { mongodb } from "./mongodb.ts";
import { mysql } from "./mysql.ts";
import { nats } from "./nats.ts";
import { postgres } from "./postgres.ts";
import { rabbitmq } from "./rabbitmq.ts";
import { redis } from "./redis.ts";
import type { BackingService } from "./service.ts";

/** Every backing service that import knows. */
export const backingServices: readonly BackingService[] = [redis, postgres, mysql, mongodb, rabbitmq, kafka, nats];
