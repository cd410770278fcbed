import { expect, test } from "vitest";
import { sourceFile } from "../../../testing/fixtures/project-tree.ts";
import { detectServices } from "./detect.ts";
import { handedTo } from "./handed.ts";

const found = (text: string) =>
  handedTo(sourceFile(...text.split("\n"))).map(({ service, variable }) => `${service} ${variable.value}`);

test.each([
  ["mongoose.connect(process.env.ATLAS_URI, {})", ["mongodb ATLAS_URI"]],
  ["const DB = process.env.STORE;\nmongoose.connect(DB)", ["mongodb STORE"]],
  ["module.exports = { db: process.env.MONGOHQ };\nmongoose.connect(config.db, options)", ["mongodb MONGOHQ"]],
  ["const { CLUSTER } = process.env;\nnew MongoClient(CLUSTER)", ["mongodb CLUSTER"]],
  ["createClient({ url: process.env.CACHE })", ["redis CACHE"]],
  ["new Redis(process.env.REDIS_PORT, process.env.REDIS_HOST)", []],
  ["new Pool({ connectionString: process.env.STORE })", ["postgres STORE"]],
  ["amqp.connect(process.env.BROKER)", ["rabbitmq BROKER"]],
  ["mongoose.connect('mongodb://localhost/a')", []],
  ["a = { url: process.env.A_SITE };\nb = { url: process.env.B_SITE };\nmongoose.connect(b.url)", []],
])("%s", (text, expected) => {
  expect(found(text)).toEqual(expected);
});

test("it is told the address by the variable that it hands on", () => {
  const dependencies = { ecosystem: "npm", names: new Set(["mongoose"]) } as const;
  const [used] = detectServices(dependencies, sourceFile("mongoose.connect(process.env.CLUSTER)"));
  expect(used?.variables.map(({ value }) => value)).toEqual(["CLUSTER"]);
  expect(used?.kind.variables.CLUSTER).toEqual(used?.kind.variables.MONGODB_URL);
});
