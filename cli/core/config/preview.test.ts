import { expect, test } from "vitest";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { parseConfig } from "./parse.ts";

const read = async (preview: string, more = "") =>
  parseConfig(`name: shop\n${more}preview: ${preview}\n`, "chatops.yaml");

test("a preview needs no more than a place", async () => {
  expect((await read("{ kubernetes: {} }")).preview).toEqual({
    kubernetes: { values: [], quota: { cpu: "2", memory: "2Gi", pods: 20, storage: "5Gi" } },
    ttl: 72 * 3_600_000,
    max: 5,
    observe: 3_000,
  });
  expect((await read("{ compose: {}, ttl: 1h30m, max: 2 }")).preview).toMatchObject({
    compose: { file: "compose.yaml" },
    ttl: 5_400_000,
    max: 2,
  });
});

test.each([
  ["{}", "preview: needs exactly one of `kubernetes` and `compose`"],
  ["{ kubernetes: {}, compose: {} }", "preview: needs exactly one of `kubernetes` and `compose`"],
  ["{ compose: {}, ttl: 3 days }", "preview.ttl: must be a duration such as 10m or 1m30s"],
  ["{ compose: {}, ttl: 0s }", "preview.ttl: must be longer than nothing"],
  ["{ compose: {}, max: 0 }", "preview.max: must be from 1 to 1000"],
  [
    "{ compose: {}, host: preview.example.com }",
    "preview.host: needs {name} or {number}: each preview has a host of its own",
  ],
  [
    "{ compose: {}, host: 'https://{name}.example.com/path' }",
    "preview.host: must be a host such as {name}.preview.example.com",
  ],
  [
    "{ kubernetes: { quota: { memory: lots } } }",
    "preview.kubernetes.quota.memory: must be a quantity such as 500m or 2Gi",
  ],
  ["{ kubernetes: { namespace: x } }", "preview.kubernetes.namespace: is not a known key"],
  ["{ compose: {}, images: { web: r.example.com/web } }", "preview.images.web: names none of `services`"],
])("%s is refused", async (text, said) => {
  const failure = await failureOf(read(text));
  expect(failure.details).toEqual([`chatops.yaml:2: ${said}`]);
});

test("one image is not that of several services", async () => {
  const failure = await failureOf(read("{ compose: {}, image: r.example.com/shop }", "services: { web: {} }\n"));
  expect(failure.details).toEqual(["chatops.yaml:3: preview.image: belongs to one of `services`: preview.images"]);
});
