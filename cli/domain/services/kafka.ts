import { type BackingService, toldBy } from "./service.ts";

export const kafka: BackingService = {
  name: "kafka",
  packages: { npm: ["kafkajs", "node-rdkafka"] },
  ...toldBy("KAFKA_BROKERS"),
};
