import { expect, test } from "vitest";
import { missingVariable, withValueOf } from "./required-variable.ts";

test("a variable that is demanded and missing is read from the words of Compose", () => {
  const words = "error while interpolating services.db.environment.A: required variable X is missing a value: need x";
  expect(missingVariable(["first", words])).toBe("X");
  expect(missingVariable(["services.w.ulimits.nproc: invalid type string for external"])).toBeUndefined();
});

test("only what demands the variable is given its value", () => {
  const model = (a: string, command: string | string[], port: string) => ({
    services: { db: { environment: { A: a, B: "${B:?}" }, command, ports: [{ published: port, target: 80 }] } },
  });
  const written = model("${X:?need x}", "run ${X?}", "${X2:-81}");
  const resolved = model("v", ["run", "v"], "81");
  expect(withValueOf("X", written, resolved)).toEqual(model("v", ["run", "v"], "${X2:-81}"));
});
