import { type BackingService, toldBy } from "./service.ts";

export const postgres: BackingService = {
  name: "postgres",
  packages: {
    npm: ["pg", "postgres"],
    pypi: ["psycopg2", "psycopg2-binary", "psycopg", "asyncpg", "pg8000"],
    go: ["github.com/lib/pq", "github.com/jackc/pgx", "gorm.io/driver/postgres"],
    packagist: ["ext-pgsql", "ext-pdo_pgsql"],
    maven: ["postgresql"],
    gem: ["pg"],
  },
  ...toldBy("DATABASE_URL"),
};
