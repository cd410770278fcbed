import { elasticsearch } from "./elasticsearch.ts";
import { kafka } from "./kafka.ts";
import { memcached } from "./memcached.ts";
import { mongodb } from "./mongodb.ts";
import { mysql } from "./mysql.ts";
import { nats } from "./nats.ts";
import { postgres } from "./postgres.ts";
import { rabbitmq } from "./rabbitmq.ts";
import { redis } from "./redis.ts";
import { s3 } from "./s3.ts";
import type { BackingService } from "./service.ts";
import { sqlserver } from "./sqlserver.ts";

/** Every backing service that import knows. */
export const backingServices: readonly BackingService[] = [
  ...[redis, postgres, mysql, mongodb, rabbitmq, memcached, nats],
  ...[kafka, elasticsearch, s3, sqlserver],
];
