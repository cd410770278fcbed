import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { smallRegistry } from "../../../testing/servers/small-registry.ts";
import { openRegistry } from "../../adapters/registry/images.ts";
import { runSteps } from "../../core/steps.ts";
import { labels } from "../../domain/image/reference.ts";
import { namingOf } from "../../domain/release/naming.ts";
import type { ImagePlace } from "./destinations.ts";
import { giveVersion, provideImage } from "./image.ts";

const commit = "a".repeat(40);
const { signal } = new AbortController();

/** A registry that has an image of this commit and version under these tags, and what a release of 1.4.0 finds in it. */
async function releasedWith(tags: string[], of: { commit: string; version: string }) {
  const { host, kept, requests } = await smallRegistry();
  const config = { config: { Labels: { [labels.revision]: of.commit, [labels.version]: of.version } } };
  const keep = (path: string, value: object) =>
    kept.set(`team/chat/${path}`, { bytes: Buffer.from(JSON.stringify(value)), type: "application/json" });
  keep("blobs/sha256:cc", config);
  const manifest = { config: { digest: "sha256:cc" } };
  const digest = createHash("sha256").update(JSON.stringify(manifest)).digest("hex");
  for (const name of [...tags, `sha256:${digest}`]) keep(`manifests/${name}`, manifest);
  const registry = openRegistry(`${host}/team/chat`, { credentials: undefined, insecure: true, signal });
  const image = { push: `${host}/team/chat`, pull: "team/chat", remote: { registry, credentials: undefined } };
  const places: ImagePlace = { engine: {} as ImagePlace["engine"], image };
  const request = {
    ...{
      version: "1.4.0",
      commit,
      naming: namingOf({ name: "chat" }),
      labels: {},
      env: {},
      verifyHeld: async () => {},
    },
    ...{ folder: "/nowhere", directory: "/nowhere", image: { build: {}, secrets: {} }, platforms: undefined },
  };
  const releasing = runSteps({ listener: () => {}, dryRun: false, signal }, async (steps) => {
    const made = await provideImage(steps, places, request);
    await giveVersion(steps, places, request, made);
    return made;
  });
  const written = () => requests.flatMap(({ method, url }) => (method === "PUT" ? [url?.split("/").at(-1)] : []));
  return { releasing, written };
}

test.each<[what: string, tags: string[], written: string[]]>([
  ["was pushed, and has no version yet", [`commit-${commit}-1.4.0`], ["1.4.0"]],
  ["has its version", [`commit-${commit}-1.4.0`, "1.4.0"], []],
  ["has its version, while its other tag was cleaned up", ["1.4.0"], []],
  ["has its version, from a time when the other tag named the commit alone", [`commit-${commit}`, "1.4.0"], []],
])("an image that %s is taken, and no tag is written twice", async (_, tags, expected) => {
  const { releasing, written } = await releasedWith(tags, { commit, version: "1.4.0" });
  expect(await releasing).toMatchObject({ repository: "team/chat", id: "sha256:cc" });
  expect(written()).toEqual(expected);
});

test("the image of another commit is never taken for the version's own", async () => {
  const { releasing } = await releasedWith(["1.4.0"], { commit: "b".repeat(40), version: "1.4.0" });
  // Nothing was found, so that it would be built.
  expect((await failureOf(releasing)).message).toContain("there is no Dockerfile");
});
