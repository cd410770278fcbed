import { jdbcVariables } from "./jdbc.ts";
import { tellingsOf, variablesFor, variablesOf } from "./parts.ts";
import type { BackingService } from "./service.ts";

const inCompose = { user: "app", password: "${POSTGRES_PASSWORD:-}" };
const tellings = tellingsOf({ name: "postgres", ...inCompose, port: 5432 });

const own = variablesOf(["DATABASE", "DB", "POSTGRES", "POSTGRESQL", "PG", "PSQL", "SQL", "TYPEORM"], tellings);
const libpq = variablesFor(
  { PGHOST: "host", PGPORT: "port", PGUSER: "user", PGPASSWORD: "password", PGDATABASE: "database" },
  tellings,
);
const joined = variablesFor(
  { DBHOST: "host", DBPORT: "port", DBUSER: "user", DBPASS: "password", DBPASSWORD: "password", DBNAME: "database" },
  tellings,
);
const jdbc = jdbcVariables(tellings);
const others = variablesFor({ JDBC_DATABASE_URL: "url", JDBC_URL: "url", PG_CONNECTION: "url", DSN: "url" }, tellings);
/** Flask-SQLAlchemy's setting; some programs read a variable of its name. */
const flask = variablesFor({ SQLALCHEMY_DATABASE_URI: "url" }, tellings);
/** Laravel's word for the kind of database. */
const laravel = { DB_CONNECTION: { compose: "pgsql", chart: "pgsql" } };

const sqlalchemy = ["sqlalchemy", "flask-sqlalchemy", "flask-migrate", "sqlmodel", "alembic", "databases"];
const account = '--host="$HOST" --port="$PORT" --username="$ACCOUNT"';
const form = "postgresql://%[1]s:%[2]s@%[3]s:%[4]v/%[5]s";

export const postgres: BackingService = {
  name: "postgres",
  packages: {
    cargo: [
      "sqlx/postgres",
      "sqlx/sqlx-postgres",
      "tokio-postgres",
      "postgres",
      "diesel/postgres",
      "diesel-async/postgres",
      "sea-orm/sqlx-postgres",
      "deadpool-postgres",
    ],
    nuget: [
      "npgsql",
      "npgsql.entityframeworkcore.postgresql",
      "npgsql.dependencyinjection",
      "aspire.npgsql",
      "marten",
      "aspire.npgsql.entityframeworkcore.postgresql",
    ],
    npm: [
      ...["pg", "postgres", "@prisma/adapter-pg", "@neondatabase/serverless", "@vercel/postgres", "pg-promise"],
      ...["@payloadcms/db-postgres", "@mikro-orm/postgresql", "@fastify/postgres", "slonik", "massive", "pg-boss"],
      "graphile-worker",
      "sails-postgresql",
    ],
    pypi: ["psycopg2", "psycopg2-binary", "psycopg", "asyncpg", "pg8000"],
    go: [
      "github.com/lib/pq",
      "github.com/jackc/pgx",
      "gorm.io/driver/postgres",
      "github.com/go-pg/pg",
      "github.com/uptrace/bun/driver/pgdriver",
    ],
    packagist: ["ext-pgsql", "ext-pdo_pgsql"],
    maven: [
      "vertx-pg-client",
      "quarkus-reactive-pg-client",
      "postgresql",
      "quarkus-jdbc-postgresql",
      "r2dbc-postgresql",
    ],
    hex: ["postgrex"],
    gem: ["pg", "sequel_pg"],
  },
  images: ["postgres", "postgis", "pgvector", "timescaledb", "postgresql"],
  speech: /\bpg_connect\s?\(|["']pgsql:host=|\bgorm\/dialects\/postgres"|\bEcto\.Adapters\.Postgres\b/g,
  prisma: "postgresql",
  variables: { ...own, ...libpq, ...joined, ...jdbc.all, ...others, ...flask, ...laravel },
  ways: [
    [...Object.keys({ ...own, ...libpq, ...joined, ...jdbc.all, ...others }), "DB_CONNECTION"],
    ["SQLALCHEMY_DATABASE_URI"],
  ],
  usual: ["DATABASE_URL"],
  unsaid: jdbc.unsaid,
  url: {
    form,
    inCompose,
    others: [
      { ecosystem: "nuget", form: "Host=%[3]s;Port=%[4]v;Database=%[5]s;Username=%[1]s;Password=%[2]s" },
      { ecosystem: "maven", form: "jdbc:postgresql://%[3]s:%[4]v/%[5]s" },
      { ecosystem: "pypi", package: "asyncpg", beside: sqlalchemy, form: form.replace(":", "+asyncpg:") },
      { ecosystem: "pypi", package: "psycopg", beside: sqlalchemy, form: form.replace(":", "+psycopg:") },
      { ecosystem: "pypi", package: "pg8000", beside: sqlalchemy, form: form.replace(":", "+pg8000:") },
    ],
  },
  setup: {
    templates: "services/postgres",
    devValues: ["postgres.persistence.enabled: false"],
    words: {
      SERVICE_PORT: "5432",
      SERVICE_USER: "999",
      SERVICE_IMAGE: "postgres:17-bookworm",
      SERVICE_DATA: "/var/lib/postgresql/data",
      SERVICE_REQUESTS: "{ cpu: 100m, memory: 128Mi, ephemeral-storage: 64Mi }",
      SERVICE_LIMITS: "{ memory: 512Mi, ephemeral-storage: 4Gi }",
    },
    asks: 'pg_isready -q -h "$HOST" -p "$PORT"',
    dumps: {
      dump: `PGPASSWORD="$PASSWORD" pg_dump --format=custom --dbname="$DATABASE" ${account}`,
      restore: `PGPASSWORD="$PASSWORD" pg_restore --clean --if-exists --no-owner --single-transaction --dbname="$DATABASE" ${account}`,
    },
    isSql: true,
  },
};
