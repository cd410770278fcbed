import { describe, expect, test } from "vitest";
import type { Files } from "../../../testing/fixtures/folder.ts";
import { tree } from "../../../testing/fixtures/project-tree.ts";
import { findMembers } from "./find.ts";

const pom = (name: string, ...dependencies: string[]) =>
  `<project><artifactId>${name}</artifactId><dependencies>${dependencies
    .map((one) => `<dependency><artifactId>${one}</artifactId></dependency>`)
    .join(
      "",
    )}</dependencies><build><plugins><plugin><artifactId>spring-boot-maven-plugin</artifactId></plugin></plugins></build></project>`;
const code = "package a;\n@SpringBootApplication\nclass App { }\n";
const served = "config-server/src/main/resources/config-repo";

/** An order service that has a driver and H2, and a server that hands out its settings. */
const files: Files = {
  "config-server/pom.xml": pom("config-server", "spring-cloud-config-server"),
  "config-server/src/main/java/a/App.java": code,
  "orders/pom.xml": pom("orders", "spring-boot-starter-web", "spring-cloud-starter-config", "mysql-connector-j", "h2"),
  "orders/src/main/java/a/App.java": code,
  "orders/src/main/resources/bootstrap.yml": "spring:\n  application:\n    name: shop-orders\n",
};

const ordersOf = (more: Files) =>
  findMembers(tree({ ...files, ...more }, "shop")).members.find(({ name }) => name === "orders")?.facts;

describe("settings that a configuration server of the repository hands out", () => {
  const database = "spring:\n  datasource:\n    url: jdbc:mysql://localhost/shop\n";

  test.each([
    [`${served}/shop-orders.yml`, `${database}server:\n  port: 8383\n`],
    [`${served}/shop-orders.properties`, "spring.datasource.url=jdbc:mysql://localhost/shop\nserver.port=8383\n"],
    ["config/src/main/resources/shared/shop-orders.yml", `${database}server:\n  port: 8383\n`],
  ])("say the port and the database of the program that they are called after: %s", (path, text) => {
    const facts = ordersOf({ [path]: text });
    expect(facts?.port.value).toBe(8383);
    expect(facts?.services.map(({ kind }) => kind.name)).toEqual(["mysql"]);
  });

  test("count before variables, which is told of", () => {
    const warnings = ordersOf({ [`${served}/shop-orders.yml`]: database })?.warnings ?? [];
    expect(warnings.map(({ text }) => text)).toContainEqual(
      expect.stringContaining(`spring.datasource.url (${served}/shop-orders.yml:3), which counts before`),
    );
  });

  test.each([
    ["of another program", { [`${served}/shop-stock.yml`]: `${database}server:\n  port: 8383\n` }],
    ["of one of its profiles", { [`${served}/shop-orders-docker.yml`]: `${database}server:\n  port: 8383\n` }],
    [
      "without a server",
      { "config-server/pom.xml": pom("config-server", "spring-boot-starter-web"), "config/shop-orders.yml": database },
    ],
  ])("say nothing %s", (_, more) => {
    const facts = ordersOf(more);
    expect(facts?.port.value).toBe(8080);
    expect(facts?.services).toEqual([]);
  });
});
