import { tellingsOf, variablesFor, variablesOf } from "./parts.ts";
import type { BackingService } from "./service.ts";

const tellings = tellingsOf({ name: "mongodb", user: "", password: "", port: 27017 });

const account = `--host="$HOST" --port="$PORT" --username="$ACCOUNT" --authenticationDatabase=admin --config=/tmp/password`;
const quoted = `"$(printf %s "$PASSWORD" | sed "s/'/''/g")"`;
const withPassword = (command: string) => `(printf "password: '%s'\\n" ${quoted} > /tmp/password; ${command})`;

const own = variablesOf(["MONGO", "MONGODB"], tellings);
const others = variablesFor(
  {
    MONGOURL: "url",
    MONGO_DB_URL: "url",
    MONGO_DB_URI: "url",
    MONGO_ENDPOINT: "url",
    MONGOHOST: "host",
    MONGOPORT: "port",
    MONGO_INITDB_ROOT_USERNAME: "user",
    MONGO_INITDB_ROOT_PASSWORD: "password",
    SPRING_DATA_MONGODB_URI: "url",
    QUARKUS_MONGODB_CONNECTION_STRING: "url",
  },
  tellings,
);
const shared = variablesFor({ DATABASE_URL: "url", DB_URL: "url", DB_URI: "url" }, tellings);

export const mongodb: BackingService = {
  name: "mongodb",
  packages: {
    cargo: ["mongodb"],
    nuget: [
      "mongodb.driver",
      "aspire.mongodb.driver",
      "mongodb.entities",
      "mongodb.entityframeworkcore",
      "mongoframework",
      "hangfire.mongo",
      "aspnetcore.identity.mongodbcore",
    ],
    npm: [
      ...["mongodb", "mongoose", "connect-mongo", "mongojs", "monk", "agenda", "@nestjs/mongoose", "@fastify/mongodb"],
      ...["@typegoose/typegoose", "@payloadcms/db-mongodb", "@mikro-orm/mongodb"],
    ],
    pypi: ["pymongo", "motor", "mongoengine", "beanie", "flask-pymongo"],
    go: ["go.mongodb.org/mongo-driver"],
    packagist: [
      "mongodb/mongodb",
      "ext-mongodb",
      "mongodb/laravel-mongodb",
      "jenssegers/mongodb",
      "doctrine/mongodb-odm",
    ],
    maven: [
      "quarkus-mongodb-panache",
      "quarkus-mongodb-client",
      "spring-boot-starter-data-mongodb-reactive",
      "spring-boot-starter-data-mongodb",
      "mongodb-driver-sync",
      "micronaut-mongo-sync",
      "micronaut-mongo-reactive",
      "micronaut-data-mongodb",
    ],
    hex: ["mongodb_driver", "mongodb"],
    gem: ["mongoid", "mongo"],
  },
  images: ["mongo", "mongodb"],
  prisma: "mongodb",
  variables: { ...own, ...others, ...shared },
  ways: [Object.keys({ ...own, ...others }), Object.keys(shared)],
  ifAlone: variablesOf(["DB", "DATABASE"], tellings),
  usual: ["MONGODB_URI"],
  unsaid: {
    maven: ["SPRING_DATA_MONGODB_URI"],
    quarkus: ["QUARKUS_MONGODB_CONNECTION_STRING"],
    micronaut: ["MONGODB_URI"],
  },
  url: { form: "mongodb://%[1]s:%[2]s@%[3]s:%[4]v/%[5]s?authSource=admin", others: [] },
  setup: {
    templates: "services/mongodb",
    devValues: ["mongodb.persistence.enabled: false"],
    words: {
      SERVICE_PORT: "27017",
      SERVICE_USER: "999",
      SERVICE_IMAGE: "mongo:8.0",
      SERVICE_DATA: "/data/db",
      SERVICE_REQUESTS: "{ cpu: 100m, memory: 256Mi, ephemeral-storage: 64Mi }",
      SERVICE_LIMITS: "{ memory: 1Gi, ephemeral-storage: 4Gi }",
    },
    // Its tools take a password from a file, so that no argument shows it.
    dumps: {
      dump: withPassword(`mongodump ${account} --db="$DATABASE" --archive`),
      restore: withPassword(`mongorestore ${account} --nsInclude="$DATABASE.*" --drop --archive`),
    },
    asks: 'mongosh --quiet --host "$HOST" --port "$PORT" --eval 1 > /dev/null',
  },
};
