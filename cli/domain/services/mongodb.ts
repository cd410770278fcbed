import { type BackingService, toldBy } from "./service.ts";

export const mongodb: BackingService = {
  name: "mongodb",
  packages: {
    npm: ["mongodb", "mongoose"],
    pypi: ["pymongo", "motor", "mongoengine"],
    go: ["go.mongodb.org/mongo-driver"],
    packagist: ["mongodb/mongodb"],
    maven: ["spring-boot-starter-data-mongodb"],
    gem: ["mongoid"],
  },
  ...toldBy("MONGODB_URI"),
};
