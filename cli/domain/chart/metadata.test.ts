import { expect, test } from "vitest";
import { nameIn } from "./metadata.ts";

test.each([
  ["apiVersion: v2\nname: chat # of the team\n", "chat"],
  ["name: shop\nname: chat\n", "chat"],
  ["\ufeffname: chat\r\n", "chat"],
  ["name: &name chat\ndescription: *name\n", "chat"],
  ["name: [1]", undefined],
  ["name: ''", undefined],
  ["", undefined],
  ["../other/Chart.yaml", undefined],
  ["a: b: c", undefined],
])("%j names %s", (text, name) => {
  expect(nameIn(text)).toBe(name);
});
