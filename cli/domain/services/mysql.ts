import { type BackingService, toldBy } from "./service.ts";

export const mysql: BackingService = {
  name: "mysql",
  packages: { npm: ["mysql2", "mysql"] },
  ...toldBy("DATABASE_URL"),
};
