import { expect, test } from "vitest";
import { messageOf, preconditionError, usageError } from "./errors.ts";

test("a Failure keeps its message, hint, details and cause", () => {
  const cause = new Error("ECONNREFUSED");
  const failure = preconditionError("no engine", { hint: "Start it.", details: ["socket"], cause });
  expect(failure).toMatchObject({
    message: "no engine",
    hint: "Start it.",
    details: ["socket"],
    cause,
    reason: "precondition",
  });
  expect(usageError("no")).toMatchObject({ hint: undefined, details: [], reason: "usage" });
});

test("whatever was thrown has a message", () => {
  expect(messageOf(new Error("a"))).toBe("a");
  expect(messageOf("b")).toBe("b");
  expect(messageOf(undefined)).toBe("undefined");
});
