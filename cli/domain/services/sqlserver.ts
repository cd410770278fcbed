import { type BackingService, toldBy } from "./service.ts";

/** It has no image that may be used without a licence's consent, so it is told of and not set up. */
export const sqlserver: BackingService = {
  name: "sqlserver",
  packages: {
    nuget: [
      "microsoft.entityframeworkcore.sqlserver",
      "microsoft.data.sqlclient",
      "system.data.sqlclient",
      "aspire.microsoft.entityframeworkcore.sqlserver",
    ],
    npm: ["mssql", "tedious"],
    pypi: ["pymssql", "mssql-django", "django-mssql-backend"],
    go: ["github.com/microsoft/go-mssqldb", "github.com/denisenkom/go-mssqldb", "gorm.io/driver/sqlserver"],
    maven: ["mssql-jdbc", "quarkus-jdbc-mssql"],
    packagist: ["ext-sqlsrv", "ext-pdo_sqlsrv"],
    gem: ["tiny_tds", "activerecord-sqlserver-adapter"],
    cargo: ["tiberius"],
    hex: ["tds"],
  },
  images: ["mssql/server", "azure-sql-edge", "mssql-server-linux"],
  prisma: "sqlserver",
  ...toldBy(["MSSQL_URL"], ["MSSQL_HOST", "MSSQL_USER", "MSSQL_PASSWORD", "MSSQL_DATABASE"], ["DB_HOST"]),
  unsaid: { maven: ["SPRING_DATASOURCE_URL"] },
};
