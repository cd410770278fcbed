import { expect, test } from "vitest";
import { unsetWarnings } from "./unset-variables.ts";

const raw = { services: { shop: { environment: { URL: "${HOST}/$PATH_IN_IT", MODE: "1" } } } };
const said = (...unset: string[]) => unsetWarnings(raw, unset).map(([text]) => text);

test("variables that are not set are named as the files do", () => {
  expect(said("HOST", "PATH_IN_IT")).toEqual(["Compose takes an empty text for what is not set: HOST, PATH_IN_IT"]);
  expect(said()).toEqual([]);
});

test("what stands in a value is not told, since it may be part of a password", () => {
  const [text = "", ...others] = said("word");
  expect(others).toEqual([]);
  expect(text).toContain("a value of .env");
  expect(text).not.toContain("word");
  expect(said("HOST", "word")).toHaveLength(2);
});
