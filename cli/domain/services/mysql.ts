import { type BackingService, toldBy } from "./service.ts";

export const mysql: BackingService = {
  name: "mysql",
  packages: {
    npm: ["mysql2", "mysql"],
    pypi: ["mysqlclient", "pymysql", "mysql-connector-python", "aiomysql"],
    go: ["github.com/go-sql-driver/mysql", "gorm.io/driver/mysql"],
    packagist: ["ext-mysqli", "ext-pdo_mysql"],
    maven: ["mysql-connector-j", "mysql-connector-java", "mariadb-java-client"],
    gem: ["mysql2", "trilogy"],
  },
  ...toldBy("DATABASE_URL"),
};
