import { firstWord, type Source } from "./scan.ts";
import { assumed, type Found } from "./tree.ts";

/** How a program is told where its service is: in Compose, and as an expression in the chart. */
interface Telling {
  compose: string;
  chart: string;
}

/** A kind of backing service. */
interface ServiceKind {
  name: string;
  dependencies: readonly string[];
  /** Set up by import; the others are named, and their address is left to the person. */
  generated: boolean;
  /** Variables by which programs are commonly told the address. */
  variables: Readonly<Record<string, Telling>>;
  /** Which of them go together, the best way first: a program that reads several is told by the first. */
  ways: readonly (readonly string[])[];
  /** A variable that can hold the password as well. */
  holdsPassword: string | undefined;
}

const redisHost = '{{ include "__NAME__.redisHost" . | quote }}';
const redisAddress = '{{ printf "%s:%v" (include "__NAME__.redisHost" .) .Values.redis.port | quote }}';
const redisUrl = '{{ include "__NAME__.redisUrl" . | quote }}';

const serviceKinds: readonly ServiceKind[] = [
  {
    name: "redis",
    dependencies: ["ioredis", "redis", "@redis/client", "bullmq", "bull", "connect-redis"],
    generated: true,
    variables: {
      REDIS_URL: { compose: "redis://redis:6379", chart: redisUrl },
      REDIS_ADDR: { compose: "redis:6379", chart: redisAddress },
      REDIS_ADDRESS: { compose: "redis:6379", chart: redisAddress },
      REDIS_HOST: { compose: "redis", chart: redisHost },
      REDIS_PORT: { compose: "6379", chart: "{{ .Values.redis.port | quote }}" },
    },
    ways: [["REDIS_URL"], ["REDIS_ADDR"], ["REDIS_ADDRESS"], ["REDIS_HOST", "REDIS_PORT"]],
    holdsPassword: "REDIS_URL",
  },
  ...[
    { name: "postgres", dependencies: ["pg", "postgres"], address: "DATABASE_URL" },
    { name: "mysql", dependencies: ["mysql2", "mysql"], address: "DATABASE_URL" },
    { name: "mongodb", dependencies: ["mongodb", "mongoose"], address: "MONGODB_URI" },
    { name: "rabbitmq", dependencies: ["amqplib", "amqp-connection-manager"], address: "AMQP_URL" },
    { name: "kafka", dependencies: ["kafkajs", "node-rdkafka"], address: "KAFKA_BROKERS" },
    { name: "nats", dependencies: ["nats", "@nats-io/transport-node"], address: "NATS_URL" },
  ].map(({ address, ...kind }) => ({
    ...kind,
    generated: false,
    variables: { [address]: { compose: "", chart: "" } },
    ways: [[address]],
    holdsPassword: undefined,
  })),
];

export interface Service {
  kind: ServiceKind;
  dependency: string;
  /** The variables that the program reads, or the most common one. */
  variables: Found<string>[];
  /** The program can send a password, so the service may ask for one. */
  password: Found<string> | undefined;
}

/** The backing services that a project's dependencies speak of. */
export function detectServices(dependencies: ReadonlySet<string>, sources: readonly Source[]): Service[] {
  return serviceKinds.flatMap((kind) => {
    const dependency = kind.dependencies.find((name) => dependencies.has(name));
    if (!dependency) return [];
    const ways = kind.ways.map((names) => names.flatMap((name) => mention(sources, name) ?? []));
    const unread = kind.ways[0]?.map((value) => ({ value, at: assumed })) ?? [];
    const variables = ways.find((found) => found.length > 0) ?? unread;
    const carrier = variables.find(({ value, at }) => value === kind.holdsPassword && at !== assumed);
    const password = carrier ?? mention(sources, `${kind.name.toUpperCase()}_PASSWORD`);
    return [{ kind, dependency, variables, password }];
  });
}

/** A variable counts as read wherever its name stands: schemas and helpers name it in many ways. */
function mention(sources: readonly Source[], name: string): Found<string> | undefined {
  const at = firstWord(sources, name);
  return at === undefined ? undefined : { value: name, at };
}

/** Every variable that belongs to a service, so that it is not listed a second time. */
export const serviceVariables = (services: readonly Service[]): Set<string> =>
  new Set(
    services.flatMap(({ kind }) => [
      ...Object.keys(kind.variables),
      ...["PASSWORD", "USER", "USERNAME", "DB", "TLS"].map((part) => `${kind.name.toUpperCase()}_${part}`),
    ]),
  );
