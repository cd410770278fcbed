import type { BackingService } from "./service.ts";

const host = '{{ include "__NAME__.redisHost" . | quote }}';
const address = '{{ printf "%s:%v" (include "__NAME__.redisHost" .) .Values.redis.port | quote }}';
const url = '{{ include "__NAME__.redisUrl" . | quote }}';

/** Where queues are kept; a broker may as well be RabbitMQ. */
const queues = ["CELERY_BROKER_URL", "CELERY_RESULT_BACKEND", "BROKER_URL", "RQ_REDIS_URL"];

/** Of Spring Boot 3, of the one before, of Quarkus, and of Micronaut. */
const jvm = ["SPRING_DATA_REDIS_URL", "SPRING_REDIS_URL", "QUARKUS_REDIS_HOSTS", "REDIS_URI"];

export const redis: BackingService = {
  name: "redis",
  packages: {
    cargo: ["redis", "fred", "deadpool-redis", "bb8-redis"],
    nuget: [
      "stackexchange.redis",
      "microsoft.extensions.caching.stackexchangeredis",
      "aspire.stackexchange.redis",
      "aspire.stackexchange.redis.distributedcaching",
      "aspire.stackexchange.redis.outputcaching",
    ],
    npm: [
      ...["ioredis", "redis", "@redis/client", "bullmq", "bull", "connect-redis", "bee-queue", "kue", "rsmq"],
      ...[
        "@fastify/redis",
        "@nestjs/bull",
        "@nestjs/bullmq",
        "redis-connection",
        "socket.io-redis",
        "@keyv/redis",
        "rate-limit-redis",
      ],
    ],
    pypi: ["redis", "django-redis", "channels-redis", "aioredis", "rq"],
    go: ["github.com/redis/go-redis", "github.com/go-redis/redis", "github.com/gomodule/redigo"],
    packagist: ["predis/predis", "ext-redis", "cheprasov/php-redis-client", "hyperf/redis"],
    maven: [
      "quarkus-redis-client",
      "redisson-spring-boot-starter",
      "redisson",
      "spring-boot-starter-data-redis-reactive",
      "spring-boot-starter-data-redis",
      "micronaut-redis-lettuce",
      "jedis",
      "lettuce-core",
    ],
    hex: ["redix", "exq", "verk"],
    gem: ["redis", "redis-client", "sidekiq", "resque", "hiredis-client"],
  },
  variables: {
    REDIS_URL: { compose: "redis://redis:6379", chart: url },
    REDIS_ADDR: { compose: "redis:6379", chart: address },
    REDIS_ADDRESS: { compose: "redis:6379", chart: address },
    REDIS_HOST: { compose: "redis", chart: host },
    REDIS_PORT: { compose: "6379", chart: "{{ .Values.redis.port | quote }}" },
    ...Object.fromEntries([...jvm, ...queues].map((name) => [name, { compose: "redis://redis:6379", chart: url }])),
  },
  ways: [["REDIS_URL"], ["REDIS_URI"], ["REDIS_ADDR"], ["REDIS_ADDRESS"], ["REDIS_HOST", "REDIS_PORT"]],
  besides: queues,
  usual: ["REDIS_URL"],
  unsaid: {
    maven: ["SPRING_DATA_REDIS_URL", "SPRING_REDIS_URL"],
    quarkus: ["QUARKUS_REDIS_HOSTS"],
    micronaut: ["REDIS_URI"],
  },
  images: ["redis", "valkey", "redis-stack", "redis-stack-server"],
  holdsPassword: ["REDIS_URL", ...jvm, ...queues],
  setup: {
    templates: "services/redis",
    devValues: ["redis.auth: false", "redis.persistence.enabled: false"],
    words: { SERVICE_PORT: "6379" },
    canDoWithoutPassword: true,
  },
};
