import { describe, expect, test } from "vitest";
import { tree } from "../../../../testing/fixtures/project-tree.ts";
import { go } from "./go.ts";
import { reached } from "./reached.ts";

const module = "module shop\n\nrequire (\n\tgithub.com/lib/pq v1.10.9\n\tgithub.com/redis/go-redis/v9 v9.5.0\n)\n";
const read = (name: string, variable: string) => `func ${name}() string {\n\treturn os.Getenv("${variable}")\n}\n`;

describe("a function that nothing names", () => {
  const text = (main: string) =>
    reached(tree({ "main.go": `package main\n\n${main}\n\n${read("secret", "SHOP_KEY")}` })).texts.get("main.go") ?? "";
  const calling = "func main() {\n\tsecret()\n}";

  test.each([
    ["is left out", "func main() {}", false],
    ["is left out, as is what it calls", "func main() {}\n\nfunc other() {\n\tsecret()\n}", false],
    ["is left out where a comment alone names it", "// secret is for later.\nfunc main() {}", false],
    ["but for one that is called", calling, true],
    ["but for one that is handed on", "func main() {\n\trun(secret)\n}", true],
    ["but for one that a method calls", "func main() {}\n\nfunc (s *Shop) Open() {\n\tsecret()\n}", true],
    ["but for what the compiler calls", "func main() {}\n\nfunc init() {\n\tsecret()\n}", true],
  ])("%s", (_, main, isKept) => expect(text(main).includes("SHOP_KEY")).toBe(isKept));

  test("leaves the lines of others where they are", () => {
    const lines = `package main\n\n${read("unused", "A_KEY")}\n${calling}\n\n${read("secret", "SHOP_KEY")}`;
    const left = reached(tree({ "main.go": lines })).texts.get("main.go") ?? "";
    const lineOf = (text: string) => text.split("\n").findIndex((line) => line.includes("SHOP_KEY"));
    expect(lineOf(left)).toBe(lineOf(lines));
  });

  test("is told of by no test", () => {
    const files = { "main.go": `package main\nfunc main() {}\n\n${read("secret", "SHOP_KEY")}` };
    const facts = go.detect(
      tree({ "go.mod": "module shop\n", ...files, "main_test.go": "package main\nfunc TestA() { secret() }" }),
    );
    expect(facts.variables).toEqual([]);
  });
});

describe("a module of go.mod", () => {
  const servicesOf = (files: Record<string, string>) =>
    go.detect(tree({ "go.mod": module, ...files })).services.map(({ kind }) => kind.name);
  const store =
    'package store\n\nimport (\n\t_ "github.com/lib/pq"\n)\n\nfunc Open() {\n\tsql.Open("postgres", os.Getenv("DATABASE_URL"))\n}\n';
  const cache =
    'package cache\n\nimport (\n\t"github.com/redis/go-redis/v9"\n)\n\nfunc Open() {\n\tredis.NewClient(os.Getenv("REDIS_ADDR"))\n}\n';
  const main = (...imported: string[]) =>
    `package main\n\nimport (\n${imported.map((name) => `\t"shop/${name}"`).join("\n")}\n)\n\nfunc main() {\n${imported.map((name) => `\t${name}.Open()`).join("\n")}\n}\n`;
  const worker = { "cmd/worker/main.go": main("cache") };

  test.each([
    [["store"], ["postgres"]],
    [["cache"], ["redis"]],
    [
      ["store", "cache"],
      ["redis", "postgres"],
    ],
  ])("counts for the program that imports %j", (imported, services) => {
    const files = { "store/store.go": store, "cache/cache.go": cache, ...worker };
    expect(servicesOf({ ...files, "cmd/shop/main.go": main(...imported) })).toEqual(services);
  });

  test("that no file imports may be used by one that was not read", () =>
    expect(servicesOf({ "main.go": "package main\n\nfunc main() {\n\tserve()\n}\n" })).toContain("postgres"));

  test("does not count where nothing uses what it was imported for", () =>
    expect(
      servicesOf({
        "cmd/worker/main.go": "package main\n\nfunc main() {}\n",
        "main.go": main("store", "cache").replace("cache.Open()", "_ = cache.Name"),
        "store/store.go": store,
        "cache/cache.go": cache.replace("Open", "OpenCache"),
      }),
    ).toEqual(["postgres"]));
});
