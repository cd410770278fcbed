import { expect, test } from "vitest";
import { isSame } from "./context.ts";
import { warningsIn } from "./raw-requests.ts";

test.each([
  ["", []],
  ['299 - "unknown field \\"spec.foo\\""', ['unknown field "spec.foo"']],
  ['299 - "first, and more", 299 - "second"', ["first, and more", "second"]],
])("%s warns of %j", (header, warnings) => {
  expect(warningsIn(header)).toEqual(warnings);
});

test.each([
  ["https://k8s.example.com", "https://k8s.example.com:443/", true],
  ["https://K8S.example.com/rancher/c1/", "https://k8s.example.com/rancher/c1", true],
  ["https://k8s.example.com", "https://k8s.example.com:6443", false],
  ["https://k8s.example.com", "http://k8s.example.com", false],
  ["https://k8s.example.com/c1", "https://k8s.example.com/c2", false],
  ["k8s.example.com", "k8s.example.com", false],
])("%s and %s are the same place: %s", (one, other, same) => {
  expect(isSame(one, other)).toBe(same);
});
