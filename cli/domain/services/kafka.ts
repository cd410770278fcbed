import { type BackingService, toldBy } from "./service.ts";

export const kafka: BackingService = {
  name: "kafka",
  packages: {
    cargo: ["rdkafka", "kafka"],
    nuget: ["confluent.kafka", "masstransit.kafka"],
    npm: ["kafkajs", "node-rdkafka", "@confluentinc/kafka-javascript"],
    pypi: ["kafka-python", "confluent-kafka", "aiokafka"],
    go: [
      "github.com/segmentio/kafka-go",
      "github.com/IBM/sarama",
      "github.com/Shopify/sarama",
      "github.com/twmb/franz-go",
      "github.com/confluentinc/confluent-kafka-go",
    ],
    maven: [
      "quarkus-smallrye-reactive-messaging-kafka",
      "quarkus-messaging-kafka",
      "kafka-streams",
      "spring-cloud-starter-stream-kafka",
      "spring-kafka",
      "micronaut-kafka",
      "kafka-clients",
    ],
    packagist: ["ext-rdkafka", "mateusjunges/laravel-kafka"],
    hex: ["brod", "kafka_ex", "broadway_kafka"],
    gem: ["ruby-kafka", "rdkafka", "karafka", "racecar"],
  },
  images: ["kafka", "cp-kafka", "redpanda"],
  ...toldBy(["KAFKA_BROKERS"], ["KAFKA_BOOTSTRAP_SERVERS"], ["KAFKA_BROKER"], ["KAFKA_URL"]),
  unsaid: {
    maven: ["SPRING_KAFKA_BOOTSTRAP_SERVERS"],
    quarkus: ["KAFKA_BOOTSTRAP_SERVERS"],
    micronaut: ["KAFKA_BOOTSTRAP_SERVERS"],
  },
};
