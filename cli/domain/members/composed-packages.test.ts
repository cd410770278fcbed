import { expect, test } from "vitest";
import type { Files } from "../../../testing/fixtures/folder.ts";
import { tree } from "../../../testing/fixtures/project-tree.ts";
import { findMembers } from "./find.ts";

/** A package that listens as the one that all of them need does. */
const program = (folder: string, text = "", files: Files = {}): Files => ({
  [`${folder}/package.json`]: { scripts: { start: "node src/index.js" }, dependencies: { "@shop/common": "*" } },
  [`${folder}/src/index.js`]: `import { start } from "@shop/common";\n${text}\nstart();\n`,
  ...Object.fromEntries(Object.entries(files).map(([path, said]) => [`${folder}/${path}`, said])),
});

const shop: Files = {
  "package.json": { workspaces: ["services/*", "pages/*"] },
  "services/common/package.json": {
    name: "@shop/common",
    main: "dist/start.js",
    dependencies: { redis: "5", mongoose: "8" },
  },
  "services/common/src/start.ts":
    "app.listen(process.env.PORT || 8090);\nconnect(process.env.REDIS_URL, process.env.MONGO_URL);\n",
  ...program("services/sessions"),
  ...program("services/mailer", 'const other = process.env.SESSIONS_URL || "http://localhost:4001";'),
};

const compose = [
  "services:",
  "  redis:\n    image: redis:8",
  "  mongo:\n    image: mongo:8",
  "  sessions:",
  "    image: registry.example/shop/sessions:1",
  "    environment: { PORT: 4001, REDIS_URL: redis://redis, MONGO_URL: mongodb://mongo/shop }",
  "    depends_on: [redis, mongo]",
  "  mailer:",
  "    image: registry.example/shop/mailer:1",
  "    environment: { PORT: 4002, MONGO_URL: mongodb://mongo/shop, SESSIONS_URL: http://sessions:4001/v1 }",
  "    depends_on: [mongo]",
].join("\n");

const found = (files: Files) =>
  findMembers(tree(files, "shop")).members.map(({ name, facts, told }) => ({
    name,
    port: facts.port.value,
    services: facts.services.filter((one) => !one.optional).map(({ kind }) => kind.name),
    told: told.map(({ name: variable, value }) => `${variable}=${value}`),
  }));

test("packages listen where the one that they need does", () => {
  expect(found(shop).map(({ name, port }) => `${name} ${port}`)).toEqual(["mailer 8090", "sessions 8090"]);
});

test("where several listen at one port, the one that a variable is called like is meant", () => {
  expect(found(shop).map(({ told }) => told)).toEqual([["SESSIONS_URL=http://sessions:8090"], []]);
});

test("packages are run as the Compose file runs their images", () => {
  expect(found({ ...shop, "compose.yaml": `${compose}\n` })).toEqual([
    { name: "mailer", port: 4002, services: ["mongodb"], told: ["SESSIONS_URL=http://sessions:4001/v1"] },
    { name: "sessions", port: 4001, services: ["redis", "mongodb"], told: [] },
  ]);
});

const folders: Files = {
  "api/composer.json": { require: { "laravel/framework": "^12", "predis/predis": "^3" } },
  "api/artisan": "",
  "api/public/index.php": "<?php\n",
  "client/package.json": { scripts: { start: "node run.js" }, dependencies: { express: "5" } },
  "client/run.js": "app.listen(process.env.PORT);\n",
};

test.each([
  ["api", "owner/shop-api:1", ["redis"]],
  ["php", "owner/shop-api:1", ["redis"]],
  ["api", "ghcr.example/owner/shop:1", ["redis"]],
  ["api", "nginx:1", []],
])("folders are run as the Compose file runs their images: %s from %s", (service, image, services) => {
  const text = [
    `services:\n  ${service}:\n    image: ${image}`,
    "    environment: { REDIS_HOST: redis }\n    depends_on: [redis]",
    "  ui:\n    image: owner/shop-client\n    ports: ['80:4000']\n    environment: { API: http://php:9000 }",
    "  redis:\n    image: redis:8\n",
  ].join("\n");
  const members = found({ ...folders, "compose.yaml": text });
  expect(members.map(({ name, services: own }) => [name, own])).toEqual([
    ["api", services],
    ["client", []],
  ]);
  expect(members[1]?.port).toBe(4000);
});

test("packages whose Dockerfiles look alike are several programs", () => {
  const image = (folder: string) =>
    `FROM node:24 AS build\nWORKDIR /app\nCOPY package.json .\nCOPY ${folder} ${folder}\nFROM node:24\nCOPY --from=build /app .\nCMD ["node", "run.js"]\nEXPOSE 3000\n`;
  const page = (folder: string) => program(folder, "", { Dockerfile: image(folder) });
  const names = found({ ...shop, ...page("pages/owner"), ...page("pages/guest") }).map(({ name }) => name);
  expect(names).toEqual(["guest", "owner", "mailer", "sessions"]);
});

test("what a module of its own made of variables tells nobody of an address", () => {
  const own = 'import * as env from "./config/env.js";\nsend(env.MAILER_HOST);';
  const told = found({ ...shop, ...program("services/sessions", own) }).find(({ name }) => name === "sessions")?.told;
  expect(told).toEqual([]);
});

test("an application for telephones is no service", () => {
  const phone = {
    "phone/package.json": { scripts: { start: "expo start --port 8082" }, dependencies: { expo: "54" } },
  };
  expect(found({ ...shop, ...phone, "phone/index.js": "" }).map(({ name }) => name)).toEqual(["mailer", "sessions"]);
});

test("beside a variable for its port, an address is a host alone", () => {
  const url = "connect(`${process.env.MAILER_URL}:${process.env.MAILER_PORT}`);";
  const told = found({ ...shop, ...program("services/sessions", url) }).find(({ name }) => name === "sessions")?.told;
  expect(told).toEqual(["MAILER_URL=mailer", "MAILER_PORT=8090"]);
});

test("an address is told with the path that its default has", () => {
  const own = 'use(process.env.PORT || 7000);\nsend(process.env.MAILER_URL || "http://localhost:7000/mail");';
  const told = found({ ...shop, ...program("services/sessions", own) }).find(({ name }) => name === "sessions")?.told;
  expect(told).toEqual(["MAILER_URL=http://mailer:8090/mail"]);
});
