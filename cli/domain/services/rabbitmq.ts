import { type BackingService, toldBy } from "./service.ts";

export const rabbitmq: BackingService = {
  name: "rabbitmq",
  packages: {
    npm: ["amqplib", "amqp-connection-manager"],
    pypi: ["pika", "aio-pika"],
    go: ["github.com/rabbitmq/amqp091-go", "github.com/streadway/amqp"],
    packagist: ["php-amqplib/php-amqplib"],
    maven: ["spring-boot-starter-amqp"],
    gem: ["bunny"],
  },
  ...toldBy("AMQP_URL"),
};
