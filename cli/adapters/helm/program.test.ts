import { chmodSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ProcessFailure } from "../../../lib/processes.ts";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { folder } from "../../../testing/fixtures/folder.ts";
import { findHelm, type Helm, lossOf, read } from "./program.ts";

const { signal } = new AbortController();

test.each(["configmap", "sql", "memory"])("is refused where it keeps its revisions in %s", async (HELM_DRIVER) => {
  await expect(findHelm({ HELM_DRIVER }, signal)).rejects.toMatchObject({
    message: `HELM_DRIVER is ${HELM_DRIVER}, and chatops works only where Helm keeps its revisions in Secrets`,
    hint: expect.stringMatching(/unset HELM_DRIVER/),
  });
});

test.each([undefined, "", "secret", "secrets"])(
  "is not refused with the driver %o, Helm's own default",
  async (driver) => {
    const refused = await findHelm({ HELM_DRIVER: driver }, signal).catch(String);
    expect(refused).not.toContain("HELM_DRIVER");
  },
);

/** A program called helm that ends so the first two times, and then answers. */
function troubled(words: string, answer: string): Pick<Helm, "env"> {
  const place = folder({
    helm: `#!/bin/sh\necho >>"$0.calls"\n[ $(wc -l <"$0.calls") -gt 2 ] && { echo '${answer}'; exit 0; }\necho '${words}' >&2\nexit 1\n`,
  });
  chmodSync(join(place, "helm"), 0o755);
  return { env: { PATH: `${place}${delimiter}${process.env.PATH}` } };
}

describe("what only reads", () => {
  test.each([
    'Error: Kubernetes cluster unreachable: Get "http://127.0.0.1:1/version": dial tcp 127.0.0.1:1: connect: connection refused',
    'Error: query: failed to query with labels: Get "https://k8s/api": unexpected EOF',
    "Error: query: failed to query with labels: the server has received too many requests and has asked us to try again later",
    'Error: query: failed to query with labels: an error on the server ("") has prevented the request from succeeding',
    "Error: query: failed to query with labels: etcdserver: leader changed",
    "Error: the server is currently unable to handle the request",
  ])("is tried again after %s", async (words) => {
    expect(await read(["get", "values"], troubled(words, "kind: Pod").env, { signal })).toBe("kind: Pod");
  });

  test.each([
    "Error: secrets is forbidden",
    "Error: UPGRADE FAILED: parse error at (shop/templates/deployment.yaml:12): unexpected EOF",
    "Error: UPGRADE FAILED: execution error at (shop/templates/check.yaml:1:4): the database says: connection refused",
    "Error: YAML parse error on shop/templates/settings.yaml: error converting YAML to JSON: unexpected EOF",
  ])("is tried once if Helm answers: %s", async (words) => {
    const { env } = troubled(words, "kind: Pod");
    const failure = await failureOf(read(["get", "values"], env, { signal }));
    expect(failure.details).toEqual([words]);
    expect(lossOf(failure as ProcessFailure)).toBeUndefined();
  });
});
