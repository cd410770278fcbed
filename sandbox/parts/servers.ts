import { chartMuseum } from "./chartmuseum.ts";
import { redis } from "./redis.ts";
import { registry } from "./registry.ts";

export const servers = [registry, chartMuseum, redis];
