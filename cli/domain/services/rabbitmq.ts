import { type BackingService, toldBy } from "./service.ts";

export const rabbitmq: BackingService = {
  name: "rabbitmq",
  packages: { npm: ["amqplib", "amqp-connection-manager"] },
  ...toldBy("AMQP_URL"),
};
