import { type BackingService, toldBy } from "./service.ts";

export const postgres: BackingService = {
  name: "postgres",
  packages: { npm: ["pg", "postgres"] },
  ...toldBy("DATABASE_URL"),
};
