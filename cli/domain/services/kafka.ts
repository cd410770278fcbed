import { type BackingService, toldBy } from "./service.ts";

export const kafka: BackingService = {
  name: "kafka",
  packages: {
    npm: ["kafkajs", "node-rdkafka"],
    pypi: ["kafka-python", "confluent-kafka", "aiokafka"],
    go: ["github.com/segmentio/kafka-go", "github.com/IBM/sarama"],
    maven: ["spring-kafka"],
    gem: ["ruby-kafka"],
  },
  ...toldBy("KAFKA_BROKERS"),
};
