import { tellingsOf, variablesFor, variablesOf } from "./parts.ts";
import type { BackingService } from "./service.ts";

const inCompose = { user: "guest", password: "guest" };
const tellings = tellingsOf({ name: "rabbitmq", ...inCompose, port: 5672 });
const { url, host, port, user, password } = tellings;

const own = variablesOf(["RABBITMQ", "RABBIT", "RMQ", "AMQP"], { url, host, port, user, password });
const others = variablesFor(
  {
    CLOUDAMQP_URL: "url",
    RABBITMQ_DEFAULT_USER: "user",
    RABBITMQ_DEFAULT_PASS: "password",
    SPRING_RABBITMQ_HOST: "host",
    SPRING_RABBITMQ_PORT: "port",
    SPRING_RABBITMQ_USERNAME: "user",
    SPRING_RABBITMQ_PASSWORD: "password",
  },
  tellings,
);
/** They may as well mean Redis. */
const shared = variablesFor({ CELERY_BROKER_URL: "url", BROKER_URL: "url" }, tellings);

export const rabbitmq: BackingService = {
  name: "rabbitmq",
  packages: {
    cargo: ["lapin", "amqprs"],
    nuget: [
      "rabbitmq.client",
      "masstransit.rabbitmq",
      "aspire.rabbitmq.client",
      "easynetq",
      "rawrabbit",
      "rebus.rabbitmq",
      "dotnetcore.cap.rabbitmq",
      "wolverinefx.rabbitmq",
      "nservicebus.rabbitmq",
    ],
    npm: [
      "amqplib",
      "amqp-connection-manager",
      "rhea",
      "@golevelup/nestjs-rabbitmq",
      "@cloudamqp/amqp-client",
      "rascal",
    ],
    pypi: ["pika", "aio-pika", "amqp"],
    go: ["github.com/rabbitmq/amqp091-go", "github.com/streadway/amqp"],
    packagist: ["php-amqplib/php-amqplib", "ext-amqp", "symfony/amqp-messenger", "bunny/bunny"],
    maven: [
      "quarkus-messaging-rabbitmq",
      "spring-cloud-starter-stream-rabbit",
      "spring-rabbit",
      "spring-boot-starter-amqp",
      "amqp-client",
      "micronaut-rabbitmq",
    ],
    hex: ["amqp", "broadway_rabbitmq"],
    gem: ["bunny", "sneakers"],
  },
  images: ["rabbitmq"],
  // What Celery and the like speak to is said by an address alone.
  speech: /broker\w{0,20}[^\n]{0,60}["'`]amqps?:\/\/\w/gi,
  variables: { ...own, ...others, ...shared },
  ways: [Object.keys({ ...own, ...others, ...shared })],
  usual: ["AMQP_URL"],
  unsaid: { maven: Object.keys(others).filter((name) => name.startsWith("SPRING")), micronaut: ["RABBITMQ_URI"] },
  url: { form: "amqp://%[1]s:%[2]s@%[3]s:%[4]v", others: [], inCompose },
  setup: {
    templates: "services/rabbitmq",
    devValues: ["rabbitmq.persistence.enabled: false"],
    words: {
      SERVICE_PORT: "5672",
      SERVICE_USER: "999",
      SERVICE_IMAGE: "rabbitmq:3.13",
      SERVICE_DATA: "/var/lib/rabbitmq",
      SERVICE_REQUESTS: "{ cpu: 100m, memory: 256Mi, ephemeral-storage: 64Mi }",
      SERVICE_LIMITS: "{ memory: 512Mi, ephemeral-storage: 4Gi }",
    },
  },
};
