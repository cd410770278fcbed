import { describe, expect, test } from "vitest";
import { full, local, several } from "../../../testing/fixtures/releases.ts";
import type { Release } from "./release.ts";
import { releaseOfTag, tagMessage } from "./tag-message.ts";

test("the tag's message names what carries the version, below the notes", () => {
  expect(tagMessage(full, "- feat: rooms (0123456)")).toBe(`Release 1.4.0

- feat: rooms (0123456)

Image: localhost:5000/team/chat:1.4.0
Image-Digest: sha256:aa
Image-Id: sha256:bb
Chart: chat 1.4.0
Chart-Digest: sha256:cc
Chart-Repository: https://charts.example.com`);
});

test("the images of several services follow their service", () => {
  expect(tagMessage({ ...several, project: "shop" }, "")).toBe(`Release 1.4.0

Project: shop
Service: web
Image: localhost:5000/shop/web:1.4.0
Image-Digest: sha256:aa
Image-Id: sha256:bb
Service: worker
Image: localhost:5000/shop/worker:1.4.0
Image-Digest: sha256:dd
Image-Id: sha256:ee
Service: jobs
Image: shop-jobs:1.4.0
Image-Id: sha256:ff
Chart: chat 1.4.0
Chart-Digest: sha256:cc
Chart-Repository: https://charts.example.com`);
});

test("a tag that names a service without its image is no release", () => {
  const message = tagMessage(several, "").replace("Image-Id: sha256:ee\n", "");
  expect(releaseOfTag("1.4.0", full.commit, message)).toBeUndefined();
});

describe("a release survives being written into a tag and read again", () => {
  test.each<[what: string, release: Release, notes: string]>([
    ["with everything", full, "- feat: rooms (0123456)"],
    ["with a local image and no chart", local, "- fix: a (0123456)"],
    ["with a local chart", { ...full, chart: { name: "chat", repository: undefined, digest: "sha256:cc" } }, "- a"],
    ["without notes", full, ""],
    ["with several services", several, "- a"],
    ["with several services and no chart", { ...several, chart: undefined }, "- a"],
    ["with one service that has a name", { ...full, image: several.image }, "- a"],
    ["as a pre-release", { ...full, version: "1.5.0-rc.10" }, "- a"],
    ["with notes that look like trailers", full, "- Image: other:1.0 (0123456)\n\nImage: evil:1\nImage-Id: sha256:00"],
    ["with notes that end in empty lines", full, "- a\n\n\n"],
    ["with notes in other letters", full, "- 修复: «ñ» 🚀 (0123456)\n#hash\n-- dashes"],
  ])("%s", (_, release, notes) => {
    const { version, commit } = release;
    const message = tagMessage(release, notes);
    expect(releaseOfTag(version, commit, message)).toEqual(release);
    expect(releaseOfTag(version, commit, `${message}\n`)).toEqual(release);
  });
});

test.each([
  ["a person's own tag", "Release 1.4.0\n\nWith love"],
  ["a tag without words", ""],
  ["a tag with an image and no id", "Release 1.4.0\n\nImage: chat:1.4.0"],
  ["a tag whose trailers are not the last paragraph", "R\n\nImage: chat:1.4.0\nImage-Id: sha256:bb\n\nSigned by hand"],
])("%s is no release of ours", (_, message) => {
  expect(releaseOfTag("1.4.0", full.commit, message)).toBeUndefined();
});

test("a chart without a digest is none", () => {
  const message = "R\n\nImage: chat:1.4.0\nImage-Id: sha256:bb\nChart: chat 1.4.0";
  expect(releaseOfTag("1.4.0", full.commit, message)?.chart).toBeUndefined();
});
