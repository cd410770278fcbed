import { type BackingService, toldBy } from "./service.ts";

export const nats: BackingService = {
  name: "nats",
  packages: { npm: ["nats", "@nats-io/transport-node"] },
  ...toldBy("NATS_URL"),
};
