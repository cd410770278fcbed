import { describe, expect, test } from "vitest";
import { type ComposeModel, type ComposeService, runnable, settled, withVariables } from "./compose-model.ts";

const one = (service: ComposeService): ComposeModel => ({ services: { one: service } });

test("what was decided already is not needed to run it", () => {
  const service = { build: { context: "/t" }, develop: {}, profiles: ["p"], env_file: ["/t/e"], image: "i" };
  expect(runnable(one(service))).toEqual(one({ image: "i" }));
});

test("a dependency of a profile that is not on is not waited for", () => {
  const db = { condition: "service_started" };
  const dependent = (depends_on: NonNullable<ComposeService["depends_on"]>): ComposeModel => ({
    services: { one: { depends_on }, db: {} },
  });
  expect(runnable(dependent({ db, debug: { ...db, required: false } }))).toEqual(dependent({ db }));
});

describe("variables are kept as they are written", () => {
  test("in texts, also within lists", () => {
    const resolved = one({ image: "i:1", command: ["run", "x"], labels: { a: "1" } });
    const raw = one({ image: "i:${TAG}", command: ["${CMD}", "x"], labels: { a: "${A:-1}" } });
    expect(withVariables(resolved, raw)).toEqual(raw);
  });

  test("in each form that Compose has another one of", () => {
    const resolved = one({
      command: ["run", "/se+cret"],
      entrypoint: ["sh"],
      healthcheck: { test: ["CMD-SHELL", "curl /se+cret"], interval: "1s" },
      labels: { secret: "/se+cret", plain: "a=b" },
      environment: { PASSED: "/se+cret", SECRET: "/se+cret", PLAIN: "1" },
    });
    const raw = one({
      command: "run ${SECRET}",
      entrypoint: "sh",
      healthcheck: { test: "curl ${SECRET}", interval: "1s" },
      labels: ["secret=${SECRET}", "plain=a=b"] as never,
      environment: ["PASSED", "SECRET=${SECRET}", "PLAIN=1"] as never,
    });
    expect(withVariables(resolved, raw)).toEqual(
      one({
        command: "run ${SECRET}",
        entrypoint: ["sh"],
        healthcheck: { test: "curl ${SECRET}", interval: "1s" },
        labels: { secret: "${SECRET}", plain: "a=b" },
        environment: { PASSED: null, SECRET: "${SECRET}", PLAIN: "1" },
      }),
    );
  });

  test("and where none stands, what Compose made of a text is", () => {
    const resolved = one({ mem_limit: "536870912", ports: [{ target: 3000, published: "80" }], scale: 2 });
    const raw = one({ mem_limit: "512m", ports: ["${PORT}:3000"], scale: "${N}" });
    expect(withVariables(resolved, raw)).toEqual(resolved);
  });

  test("but paths are resolved", () => {
    const volume = { type: "bind", source: "/tree/data", target: "/d" };
    const raw = one({ volumes: [{ type: "volume", source: "${DATA}", target: "/d" }] });
    expect(withVariables(one({ volumes: [volume] }), raw)).toEqual(one({ volumes: [volume] }));
  });

  test("and the values of an env_file are not", () => {
    const resolved = one({ environment: { A: "1", SECRET: "from the file" } });
    const raw = one({ environment: { A: "${A}" }, env_file: [{ path: "/tree/local.env" }] });
    expect(withVariables(resolved, raw)).toEqual(raw);
    expect(withVariables(resolved, one({}))).toEqual(one({}));
  });
});

describe("a variable that stands for something else in one file", () => {
  const resolved = one({ image: "i:1", environment: { A: "a", B: "b" }, command: ["x", "y"] });
  const kept = one({ image: "i:${TAG}", environment: { A: "${A}" }, command: ["${X}", "${Y}"] });

  test("is replaced by its value, and others stay", () => {
    const again = one({ image: "i:", environment: { A: "a", B: "other" }, command: ["x", ""] });
    const expected = one({ image: "i:1", environment: { A: "${A}", B: "b" }, command: ["${X}", "y"] });
    expect(settled(kept, again, resolved)).toEqual(expected);
  });

  test("is none where all say the same", () => {
    expect(settled(kept, structuredClone(resolved), resolved)).toBe(kept);
  });
});
