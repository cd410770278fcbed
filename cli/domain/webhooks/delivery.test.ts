import { describe, expect, test } from "vitest";
import {
  bitbucketServerPush,
  pushedCommit,
  type RecordedDelivery,
  recordedPush,
} from "../../../testing/fixtures/deliveries.ts";
import type { Provider } from "../../core/serve/schema.ts";
import { bellOf, deliveryId, isGenuine, proofIn, tellsOfPulls } from "./delivery.ts";
import { isSignedWith } from "./signature.ts";

const secret = "It's a Secret to Everybody";
const branches = ["main", "release/2.x"];

type Maker = (secret: string, ref: string, after: string | undefined) => RecordedDelivery;

const hosts: [name: string, provider: Provider, make: Maker, id: string][] = [
  ["GitHub", "github", recordedPush.github, "72d3162e-cc78-11e3-81ab-4c9367dc0958"],
  ["GitLab", "gitlab", recordedPush.gitlab, "f5e5f430-f57b-4e6e-9fac-d9128cd7232f"],
  ["Gitea", "gitea", recordedPush.gitea, "f6266f16-1bf3-46a5-9ea4-602e06ead473"],
  ["Forgejo", "forgejo", recordedPush.forgejo, "f6266f16-1bf3-46a5-9ea4-602e06ead473"],
  ["Bitbucket Cloud", "bitbucket", recordedPush.bitbucket, "7d9a2b1e-23a4-4b11-9d0e-2d6a3f9f0c22"],
  ["Bitbucket Data Center", "bitbucket", bitbucketServerPush, "4b3a7a1c-8a52-4d4b-a5ad-3f5c2b9b9d33"],
];

/** Whether a delivery is taken for what the host of this secret sent. */
function isTaken(provider: Provider, { headers, body }: RecordedDelivery, known = secret): boolean {
  const proof = proofIn(provider, headers, known);
  return proof !== undefined && isGenuine(proof, Buffer.from(body), known);
}

const ring = (provider: Provider, { headers, body }: RecordedDelivery) =>
  bellOf(provider, headers, Buffer.from(body), branches);

describe.each(hosts)("a delivery of %s", (_, provider, make, id) => {
  const push = make(secret, "refs/heads/main", pushedCommit);

  test("is known by its secret, and has the host's number", () => {
    expect(isTaken(provider, push)).toBe(true);
    expect(deliveryId(provider, push.headers)).toBe(id);
  });

  test("is forged with another secret, and without any", () => {
    expect(isTaken(provider, make("another secret", "refs/heads/main", pushedCommit))).toBe(false);
    expect(isTaken(provider, { ...push, headers: { "content-type": "application/json" } })).toBe(false);
    const emptied = Object.keys(push.headers).map((name) => [name, ""]);
    expect(isTaken(provider, { ...push, headers: Object.fromEntries(emptied) })).toBe(false);
  });

  test.runIf(provider !== "gitlab")("is forged if its body was cut, or has anything more", () => {
    expect(isTaken(provider, { ...push, body: push.body.slice(0, -1) })).toBe(false);
    expect(isTaken(provider, { ...push, body: `${push.body} ` })).toBe(false);
    expect(isTaken(provider, { ...push, body: "" })).toBe(false);
  });

  test("rings for a branch that is served, by its whole name", () => {
    expect(ring(provider, push)).toEqual({ rings: true });
    expect(ring(provider, make(secret, "refs/heads/release/2.x", pushedCommit))).toEqual({ rings: true });
  });

  test.each([
    ["refs/heads/feature/main", "other branch"],
    ["refs/heads/main2", "other branch"],
    ["refs/heads/refs/heads/main", "other branch"],
    ["refs/tags/main", "tag"],
    ["refs/tags/v1.0.0", provider === "gitlab" ? "other event" : "tag"],
  ])("does not ring for %s", (ref, why) => {
    const expected = provider === "gitlab" && ref.startsWith("refs/tags/") ? "other event" : why;
    expect(ring(provider, make(secret, ref, pushedCommit))).toEqual({ rings: false, why: expected });
  });

  test("does not ring for a branch that was deleted", () => {
    expect(ring(provider, make(secret, "refs/heads/main", undefined))).toEqual({ rings: false, why: "deleted" });
  });

  test.each(["", "{", "[]", "null", '{"ref":7}', '{"push":{"changes":{}}}', "\u0000"])(
    "does not ring for the body %j, nor fall over it",
    (body) => {
      expect(ring(provider, { ...push, body })).toEqual({ rings: false, why: "other event" });
    },
  );
});

test("GitHub's own example is signed as it says", () => {
  const signature = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
  expect(isSignedWith(secret, Buffer.from("Hello, World!"), signature)).toBe(true);
  expect(isSignedWith(secret, Buffer.from("Hello, World?"), signature)).toBe(false);
  expect(isSignedWith(secret, Buffer.from("Hello, World!"), signature.slice(1))).toBe(false);
  expect(isSignedWith(secret, Buffer.from("Hello, World!"), `z${signature.slice(1)}`)).toBe(false);
});

test("GitHub's ping, and its push as a form, are understood", () => {
  const push = recordedPush.github(secret, "refs/heads/main", pushedCommit);
  expect(ring("github", { ...push, headers: { ...push.headers, "x-github-event": "ping" } })).toEqual({
    rings: false,
    why: "other event",
  });
  const form = { ...push.headers, "content-type": "application/x-www-form-urlencoded" };
  const body = new URLSearchParams({ payload: push.body }).toString();
  expect(ring("github", { headers: form, body })).toEqual({ rings: true });
  expect(ring("github", { headers: form, body: "other=1" })).toEqual({ rings: false, why: "other event" });
});

test("GitHub's old signature alone proves nothing", () => {
  const { headers, body } = recordedPush.github(secret, "refs/heads/main", pushedCommit);
  const { "x-hub-signature-256": _, ...old } = headers;
  expect(isTaken("github", { headers: old, body })).toBe(false);
});

test("a number of a delivery is fit to be written, however it came", () => {
  const headers = { "x-github-delivery": `a\r\nb<script>${"c".repeat(1_000)}` };
  expect(deliveryId("github", headers)).toBe(`abscript${"c".repeat(92)}`);
  expect(deliveryId("github", { "x-github-delivery": "\r\n" })).toBeUndefined();
});

describe("pull requests and comments are told of", () => {
  test.each<[Provider, Record<string, string>]>([
    ["github", { "x-github-event": "pull_request" }],
    ["github", { "x-github-event": "issue_comment" }],
    ["gitlab", { "x-gitlab-event": "Merge Request Hook" }],
    ["gitlab", { "x-gitlab-event": "Note Hook" }],
    ["gitea", { "x-gitea-event": "pull_request", "x-github-event": "pull_request" }],
    ["gitea", { "x-gitea-event": "pull_request_sync", "x-github-event": "pull_request" }],
    ["gitea", { "x-gitea-event": "issue_comment", "x-github-event": "issue_comment" }],
    ["forgejo", { "x-forgejo-event": "pull_request_comment" }],
    ["bitbucket", { "x-event-key": "pullrequest:updated" }],
    ["bitbucket", { "x-event-key": "pullrequest:comment_created" }],
  ])("by %s: %o", (provider, headers) => {
    expect(tellsOfPulls(provider, headers)).toBe(true);
    expect(tellsOfPulls(provider, recordedPush[provider](secret, "refs/heads/main", pushedCommit).headers)).toBe(false);
  });
});
