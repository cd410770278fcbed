import { jdbcVariables } from "./jdbc.ts";
import { tellingsOf, variablesFor, variablesOf } from "./parts.ts";
import type { BackingService } from "./service.ts";

const inCompose = { user: "root", password: "${MYSQL_PASSWORD:-}" };
const tellings = tellingsOf({ name: "mysql", ...inCompose, port: 3306 });

const own = variablesOf(["DATABASE", "DB", "MYSQL", "MARIADB", "SQL", "TYPEORM"], tellings);
const jdbc = jdbcVariables(tellings);
const others = variablesFor({ JDBC_DATABASE_URL: "url", JDBC_URL: "url", DSN: "url" }, tellings);
const flask = variablesFor({ SQLALCHEMY_DATABASE_URI: "url" }, tellings);
/** Laravel's word for the kind of database. */
const laravel = { DB_CONNECTION: { compose: "mysql", chart: "mysql" } };

const sqlalchemy = ["sqlalchemy", "flask-sqlalchemy", "flask-migrate", "sqlmodel", "alembic", "databases"];
const account = '--host="$HOST" --port="$PORT" --user="$ACCOUNT"';
const form = "mysql://%[1]s:%[2]s@%[3]s:%[4]v/%[5]s";

/** MySQL, or MariaDB, which is what import sets up. */
export const mysql: BackingService = {
  name: "mysql",
  packages: {
    cargo: ["sqlx/mysql", "mysql", "mysql_async", "diesel/mysql", "sea-orm/sqlx-mysql"],
    nuget: ["mysqlconnector", "mysql.data", "pomelo.entityframeworkcore.mysql", "mysql.entityframeworkcore"],
    npm: [
      "mysql2",
      "mysql",
      "mariadb",
      "promise-mysql",
      "@mikro-orm/mysql",
      "@mikro-orm/mariadb",
      "@fastify/mysql",
      "sails-mysql",
    ],
    pypi: ["mysqlclient", "pymysql", "mysql-connector-python", "aiomysql", "asyncmy", "flask-mysqldb", "mariadb"],
    go: ["github.com/go-sql-driver/mysql", "gorm.io/driver/mysql"],
    packagist: ["ext-mysqli", "ext-pdo_mysql", "ext-mysql"],
    maven: [
      "r2dbc-mysql",
      "quarkus-jdbc-mariadb",
      "mysql-connector-j",
      "mysql-connector-java",
      "mariadb-java-client",
      "quarkus-jdbc-mysql",
    ],
    hex: ["myxql", "mariaex"],
    gem: ["mysql2", "trilogy"],
  },
  images: ["mysql", "mariadb", "mysql-server", "percona"],
  speech: /\bmysqli(?:_connect)?\s?\(|["']mysql:(?:host|dbname)=|\bgorm\/dialects\/mysql"|\bEcto\.Adapters\.MyXQL\b/g,
  prisma: "mysql",
  variables: { ...own, ...jdbc.all, ...others, ...flask, ...laravel },
  ways: [[...Object.keys({ ...own, ...jdbc.all, ...others }), "DB_CONNECTION"], ["SQLALCHEMY_DATABASE_URI"]],
  usual: ["DATABASE_URL"],
  unsaid: jdbc.unsaid,
  url: {
    form,
    inCompose,
    others: [
      { ecosystem: "nuget", form: "Server=%[3]s;Port=%[4]v;Database=%[5]s;User=%[1]s;Password=%[2]s" },
      { ecosystem: "maven", package: "mariadb-java-client", form: "jdbc:mariadb://%[3]s:%[4]v/%[5]s" },
      { ecosystem: "maven", form: "jdbc:mysql://%[3]s:%[4]v/%[5]s" },
      { ecosystem: "go", form: "%[1]s:%[2]s@tcp(%[3]s:%[4]v)/%[5]s?parseTime=true" },
      { ecosystem: "gem", package: "mysql2", form: form.replace(":", "2:") },
      { ecosystem: "gem", package: "trilogy", form: form.replace("mysql:", "trilogy:") },
      ...(
        [
          ["mysqlclient", ""],
          ["pymysql", "+pymysql"],
          ["mysql-connector-python", "+mysqlconnector"],
          ["aiomysql", "+aiomysql"],
          ["asyncmy", "+asyncmy"],
        ] as const
      ).map(([name, driver]) => ({
        ecosystem: "pypi" as const,
        package: name,
        beside: sqlalchemy,
        form: form.replace(":", `${driver}:`),
      })),
    ],
  },
  setup: {
    templates: "services/mysql",
    devValues: ["mysql.persistence.enabled: false"],
    words: {
      SERVICE_PORT: "3306",
      SERVICE_USER: "999",
      SERVICE_IMAGE: "mariadb:10.11",
      SERVICE_DATA: "/var/lib/mysql",
      SERVICE_REQUESTS: "{ cpu: 100m, memory: 256Mi, ephemeral-storage: 64Mi }",
      SERVICE_LIMITS: "{ memory: 512Mi, ephemeral-storage: 4Gi }",
    },
    asks: 'mariadb-admin ping --silent --host="$HOST" --port="$PORT" --user=nobody',
    dumps: {
      dump: `MYSQL_PWD="$PASSWORD" mariadb-dump --single-transaction --routines --triggers ${account} "$DATABASE"`,
      restore: `MYSQL_PWD="$PASSWORD" mariadb ${account} "$DATABASE"`,
    },
    isSql: true,
  },
};
