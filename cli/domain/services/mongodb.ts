import { type BackingService, toldBy } from "./service.ts";

export const mongodb: BackingService = {
  name: "mongodb",
  packages: { npm: ["mongodb", "mongoose"] },
  ...toldBy("MONGODB_URI"),
};
