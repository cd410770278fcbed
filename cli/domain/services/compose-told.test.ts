import { describe, expect, test } from "vitest";
import { tree } from "../../../testing/fixtures/project-tree.ts";
import { formIn, toldByCompose } from "./compose-told.ts";
import { detectServices } from "./detect.ts";

const lines = (...all: string[]) => `${all.join("\n")}\n`;

const postgres = [
  "  db:",
  "    image: postgres:17",
  "    environment: { POSTGRES_USER: shop, POSTGRES_PASSWORD: secret, POSTGRES_DB: orders }",
];

const told = (...environment: string[]) => {
  const text = lines("services:", "  app:", "    image: team/shop", "    environment:", ...environment, ...postgres);
  return toldByCompose(tree({ "compose.yaml": text })).map(({ kind, variables, tellings, url }) => ({
    kind: kind.name,
    told: variables.map(({ value }) => `${value}=${tellings[value]?.compose}`),
    url,
  }));
};

describe("what a Compose file tells its program of a database", () => {
  test("by parts, whatever they are called", () => {
    expect(
      told(
        "      SHOP_db__host: ${DB:-db}",
        "      SHOP_db__port: 5432",
        "      SHOP_db__user: shop",
        "      SHOP_db__password: secret",
        "      SHOP_db__database: orders",
        "      SHOP_db__driver: pgsql",
        "      SHOP_db__size: 5",
        "      OTHER_USER: shop",
      ),
    ).toEqual([
      {
        kind: "postgres",
        told: [
          "SHOP_db__host=postgres",
          "SHOP_db__port=5432",
          "SHOP_db__user=app",
          "SHOP_db__password=${POSTGRES_PASSWORD:-}",
          "SHOP_db__database=app",
          "SHOP_db__driver=pgsql",
        ],
        url: undefined,
      },
    ]);
  });

  test.each([
    ["Server=db;Database=orders;User Id=shop;Password=secret;", ["Shop__Connection=%url", "Shop__Provider=PostgreSQL"]],
    ["Database=orders; Host=tcp:db,5432;", ["Shop__Connection=%url", "Shop__Provider=PostgreSQL"]],
    ["Server=database;Database=db;", []],
    ["pgsql:dbname=orders;host=db;", []],
  ])("by pairs of words as .NET has them: %s", (connection, variables) => {
    const said = told(`      Shop__Connection: "${connection}"`, "      Shop__Provider: PostgreSQL");
    expect(said.flatMap((one) => one.told)).toEqual(variables);
  });

  test("by an address, in the form that is written there", () => {
    expect(told("      SHOP_STORE: postgresql+asyncpg://shop:secret@db:5432/orders?ssl=disable")).toEqual([
      {
        kind: "postgres",
        told: ["SHOP_STORE=%url"],
        url: "postgresql+asyncpg://%[1]s:%[2]s@%[3]s:%[4]v/%[5]s?ssl=disable",
      },
    ]);
    expect(told("      SHOP_STORE_HOST: db:5432")[0]?.told).toEqual(["SHOP_STORE_HOST=postgres:5432"]);
    expect(told("      Shop__Store: db:5432,password=a,ssl=false")[0]?.told).toEqual(["Shop__Store=postgres:5432"]);
  });

  test("nothing, where no variable names it, and not what people look into it with", () => {
    expect(told("      SHOP_STORE: database")).toEqual([]);
    const tool = ["  view:", "    image: adminer", "    environment: { ADMINER_DEFAULT_SERVER: db }"];
    expect(toldByCompose(tree({ "compose.yaml": lines("services:", ...tool, ...postgres) }))).toEqual([]);
  });

  test("counts before what its code looks like, and is told beside what that reads", () => {
    const compose = lines(
      "services:",
      "  app:",
      "    build: .",
      "    environment: { PG_DSN: 'postgres://a:b@db:5432/c' }",
      ...postgres,
    );
    const files = { "compose.yaml": compose, "main.go": 'os.Getenv("SHOP_DB_HOST")\n' };
    const sources = [{ path: "main.go", text: files["main.go"] }];
    const found = detectServices({ ecosystem: "go", names: new Set(["github.com/lib/pq"]) }, sources, tree(files));
    expect(found.map(({ variables, url }) => [variables.map(({ value, at }) => `${value} ${at}`), url])).toEqual([
      [["PG_DSN compose.yaml:4"], "postgres://%[1]s:%[2]s@%[3]s:%[4]v/%[5]s"],
    ]);
  });
});

test("a database that the Compose file has spoken to without TLS is so here", () => {
  const environment = "{ DATABASE_URL: 'ecto://a:b@db/c', REQUIRE_DB_SSL: 'false', MAIL_SSL: 'false' }";
  const files = {
    "compose.yaml": lines("services:", `  app: { image: x, environment: ${environment} }`, "  db: { image: postgres }"),
  };
  const [told] = toldByCompose(tree(files));
  expect(Object.keys(told?.tellings ?? {})).toEqual(["DATABASE_URL", "REQUIRE_DB_SSL"]);
  expect(told?.tellings.REQUIRE_DB_SSL?.compose).toBe("false");
});

test("what images of others are told says nothing of a program that is built beside them", () => {
  const services = (app: string) =>
    tree({
      "compose.yaml": lines(
        "services:",
        ...[`  app: { ${app} }`, "  charts: { image: other/charts, environment: { CHARTS_HOST: db } }"],
        ...postgres,
      ),
    });
  expect(toldByCompose(services("build: .")).length).toBe(0);
  expect(toldByCompose(services("image: team/shop")).length).toBe(1);
});

test("a variable that several programs are told of is told once", () => {
  const shared = "environment: { DB_HOST: db }";
  const files = {
    "compose.yaml": lines("services:", `  a: { image: x, ${shared} }`, `  b: { image: x, ${shared} }`, ...postgres),
  };
  expect(toldByCompose(tree(files)).flatMap(({ variables }) => variables.map(({ value }) => value))).toEqual([
    "DB_HOST",
  ]);
});

test("addresses of JDBC and of R2DBC are told in their forms, with the user that a variable fills in", () => {
  const environment =
    "{ A_URL: 'jdbc:postgresql://db:5432/a', A_USERNAME: '${DB_USER}', B_URL: 'r2dbc:postgresql://db:5432/a', B_USERNAME: postgres }";
  const files = {
    "compose.yaml": lines("services:", `  app: { image: x, environment: ${environment} }`, "  db: { image: postgres }"),
  };
  const [told] = toldByCompose(tree(files));
  expect(Object.entries(told?.tellings ?? {}).map(([name, { compose }]) => `${name}=${compose}`)).toEqual([
    "A_URL=%url",
    "B_URL=r2dbc:postgresql://postgres:5432/app",
    "A_USERNAME=app",
    "B_USERNAME=app",
  ]);
});

test.each([
  ["postgresql://a:b@db:5432/c?serverVersion=16&charset=utf8", "?charset=utf8"],
  ["postgresql://a:b@db:5432/c?charset=utf8&serverVersion=16", "?charset=utf8"],
  ["postgresql://a:b@db:5432/c?serverVersion=16", ""],
])("the version of a database of before has no place in %s", (value, query) =>
  expect(formIn(value)).toBe(`postgresql://%[1]s:%[2]s@%[3]s:%[4]v/%[5]s${query}`),
);

test.each(["include: [docker/compose-db.yml]", "include:\n  - path: [docker/compose-db.yml]"])(
  "what it includes is a part of it: %s",
  (include) => {
    const program = ["services:", "  app:", "    image: team/shop", "    environment: { SHOP_STORE_AT: db }"];
    const files = {
      "compose.yaml": lines(include, ...program),
      "docker/compose-db.yml": lines("services:", ...postgres),
    };
    expect(toldByCompose(tree(files)).map(({ kind }) => kind.name)).toEqual(["postgres"]);
  },
);
