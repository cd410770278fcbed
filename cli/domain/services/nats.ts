import { tellingsOf, variablesOf } from "./parts.ts";
import type { BackingService } from "./service.ts";

const { url, host, port, user, password } = tellingsOf({ name: "nats", user: "", password: "", port: 4222 });
const servers = { NATS_SERVERS: url, NATS_SERVER: url };
const own = { ...variablesOf(["NATS"], { url, host, port, user, password }), ...servers };

export const nats: BackingService = {
  name: "nats",
  packages: {
    cargo: ["async-nats", "nats"],
    nuget: ["nats.client", "nats.net"],
    npm: ["nats", "@nats-io/transport-node"],
    pypi: ["nats-py"],
    go: ["github.com/nats-io/nats.go"],
    maven: ["jnats"],
    packagist: ["basis-company/nats"],
    hex: ["gnat"],
    gem: ["nats-pure"],
  },
  images: ["nats"],
  variables: own,
  ways: [Object.keys(own)],
  usual: ["NATS_URL"],
  url: { form: "nats://%[1]s:%[2]s@%[3]s:%[4]v", others: [] },
  setup: {
    templates: "services/nats",
    devValues: ["nats.persistence.enabled: false"],
    words: {
      SERVICE_PORT: "4222",
      SERVICE_USER: "1000",
      SERVICE_IMAGE: "nats:2-alpine",
      SERVICE_DATA: "/data",
      SERVICE_REQUESTS: "{ cpu: 50m, memory: 64Mi, ephemeral-storage: 64Mi }",
      SERVICE_LIMITS: "{ memory: 256Mi, ephemeral-storage: 4Gi }",
    },
  },
};
