import { describe, expect, test } from "vitest";
import { tree } from "../../../testing/fixtures/project-tree.ts";
import { detectServices } from "./detect.ts";
import type { Ecosystem } from "./service.ts";

function hostOf(ecosystem: Ecosystem, dependency: string, texts: Record<string, string>) {
  const sources = Object.entries(texts).map(([path, text]) => ({ path, text }));
  const [service] = detectServices({ ecosystem, names: new Set([dependency]) }, sources, tree(texts));
  return service?.host;
}

describe("the name by which the code looks for a service is found", () => {
  test.each<[Ecosystem, string, string, string]>([
    ["pypi", "redis", "cache = Redis(host='redis', port=6379)", "redis"],
    ["pypi", "redis", "cache = redis.StrictRedis('cache', 6379)", "cache"],
    ["pypi", "redis", "app = Celery(broker='redis://queue:6379/0')", "queue"],
    ["npm", "ioredis", 'new Redis({ host: "redis" })', "redis"],
    ["npm", "redis", "createClient({ url: `redis://redis:6379` })", "redis"],
    ["npm", "mongodb", "MongoClient.connect('mongodb://mongo/shop')", "mongo"],
    ["npm", "mysql2", 'createPool({ "host": "mysql", user: "root" })', "mysql"],
    ["go", "github.com/go-sql-driver/mysql", 'sql.Open("mysql", "root:x@tcp(db:3306)/shop")', "db"],
    ["go", "github.com/redis/go-redis", 'redis.NewClient(&redis.Options{Addr: "redis:6379"})', "redis"],
    ["maven", "mysql-connector-java", 'getConnection("jdbc:mysql://db:3306/shop", user, secret)', "db"],
    ["packagist", "predis/predis", "new Client(['host' => 'redis'])", "redis"],
    ["gem", "redis", 'Redis.new(host: "redis", port: 6379)', "redis"],
    ["cargo", "redis", 'Client::open("redis://redis/")', "redis"],
  ])("%s %s: %s", (ecosystem, dependency, code, name) => {
    expect(hostOf(ecosystem, dependency, { "src/app.txt": code })).toEqual({ value: name, at: "src/app.txt:1" });
  });

  test("as the project's people call it in their Compose file", () => {
    const texts = {
      "app.py": 'connect(host="store")',
      "compose.yaml": "services:\n  store:\n    image: postgres:17\n",
    };
    expect(hostOf("pypi", "psycopg2", texts)?.value).toBe("store");
    expect(hostOf("pypi", "psycopg2", { "app.py": texts["app.py"] })).toBeUndefined();
  });
});

describe("no name is taken from", () => {
  test.each<[string, string, string]>([
    ["a variable that may say another", "redis", "Redis(host=os.environ.get('REDIS_HOST', 'redis'))"],
    ["the machine itself", "redis", "Redis(host='localhost', port=6379)"],
    ["the host of something else", "redis", "smtp(host='mail', port=25)"],
    ["another port", "redis", 'serve("web:8000")'],
    ["the name of a package", "redis", 'import_module("redis")'],
  ])("%s", (_, dependency, code) => {
    expect(hostOf("pypi", dependency, { "app.py": code })).toBeUndefined();
  });
});
