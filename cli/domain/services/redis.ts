import type { BackingService } from "./service.ts";

const host = '{{ include "__NAME__.redisHost" . | quote }}';
const address = '{{ printf "%s:%v" (include "__NAME__.redisHost" .) .Values.redis.port | quote }}';
const url = '{{ include "__NAME__.redisUrl" . | quote }}';

export const redis: BackingService = {
  name: "redis",
  packages: {
    npm: ["ioredis", "redis", "@redis/client", "bullmq", "bull", "connect-redis"],
    pypi: ["redis", "django-redis", "channels-redis", "aioredis", "rq"],
    go: ["github.com/redis/go-redis", "github.com/go-redis/redis", "github.com/gomodule/redigo"],
    packagist: ["predis/predis"],
    maven: ["spring-boot-starter-data-redis", "jedis", "lettuce-core"],
    gem: ["redis", "sidekiq"],
  },
  variables: {
    REDIS_URL: { compose: "redis://redis:6379", chart: url },
    REDIS_ADDR: { compose: "redis:6379", chart: address },
    REDIS_ADDRESS: { compose: "redis:6379", chart: address },
    REDIS_HOST: { compose: "redis", chart: host },
    REDIS_PORT: { compose: "6379", chart: "{{ .Values.redis.port | quote }}" },
  },
  ways: [["REDIS_URL"], ["REDIS_ADDR"], ["REDIS_ADDRESS"], ["REDIS_HOST", "REDIS_PORT"]],
  holdsPassword: "REDIS_URL",
  setup: { templates: "services/redis", devValues: ["redis.auth: false", "redis.persistence.enabled: false"] },
};
