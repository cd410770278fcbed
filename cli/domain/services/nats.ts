import { type BackingService, toldBy } from "./service.ts";

export const nats: BackingService = {
  name: "nats",
  packages: { npm: ["nats", "@nats-io/transport-node"], pypi: ["nats-py"], go: ["github.com/nats-io/nats.go"] },
  ...toldBy("NATS_URL"),
};
