import { describe, expect, test } from "vitest";
import type { ImageKeys } from "./image-keys.ts";
import { isCalledSo, pinsFor, referenceOf, stampsFor, isOfImage } from "./pins.ts";
import { renderedImages } from "./rendered-images.ts";

const digest = `sha256:${"a".repeat(64)}`;
const own = "registry.example.com/team/chat";
const release = {
  version: "1.4.0",
  image: { repository: "registry.example.com/team/chat", digest, id: "sha256:1" },
};
const valuesOf = (...keys: ImageKeys[]) => pinsFor(release, keys).map(({ values }) => values);

describe("the values that name an image", () => {
  test("are those that the release stamped, then the digest behind the tag, then the tag alone", () => {
    const image = { repository: "registry.example.com/team/chat", tag: "1.4.0" };
    const split = { ...image, registry: "registry.example.com", repository: "team/chat" };
    expect(valuesOf()).toEqual([
      undefined,
      { image: { ...split, digest } },
      { image: { ...image, tag: `1.4.0@${digest}` } },
      { image: { ...split, tag: `1.4.0@${digest}` } },
      { image: { ...image, digest: "" } },
      { image: { ...split, digest: "" } },
      { image },
      { image: split },
    ]);
    const areByDigest = [true, true, true, true, false, false, false, false];
    expect(pinsFor(release, []).map(({ byDigest }) => byDigest)).toEqual(areByDigest);
  });

  test("of a service stand below its name", () => {
    const web = { ...release, image: { ...release.image, service: "web" } };
    const tag = `1.4.0@${digest}`;
    expect(pinsFor(web, [])[2]?.values).toEqual({ web: { image: { repository: own, tag } } });
    expect(stampsFor(web, [])[0]?.values).toEqual({ web: { image: { repository: own, tag: "1.4.0", digest } } });
  });

  test.each<[string, ImageKeys[], object]>([
    [
      "of a subchart",
      [{ repository: "web.image.repository", tag: "web.image.tag" }],
      { web: { image: { repository: "registry.example.com/team/chat", tag: `1.4.0@${digest}` } } },
    ],
    [
      "with a registry for all",
      [{ registry: "global.imageRegistry", repository: "image.name", digest: "image.sha", tag: "image.tag" }],
      { global: { imageRegistry: "registry.example.com" }, image: { name: "team/chat", tag: "1.4.0", sha: digest } },
    ],
    [
      "in one text, for several images",
      [{ reference: "web.image" }, { reference: "worker.image" }],
      {
        web: { image: `registry.example.com/team/chat:1.4.0@${digest}` },
        worker: { image: `registry.example.com/team/chat:1.4.0@${digest}` },
      },
    ],
    ["with a dot in a name", [{ tag: "images.chat\\.web" }], { images: { "chat.web": `1.4.0@${digest}` } }],
  ])("are those that chatops.yaml maps: %s", (_, keys, values) => {
    expect(valuesOf(...keys)[0]).toEqual(values);
  });
});

const pod = (...images: string[]) => ({ spec: { template: { spec: { containers: images.map((image) => ({ image })) } } } });
const [byDigest, byTag] = [{ values: undefined, byDigest: true }, { values: undefined, byDigest: false }];

describe("a rendered chart", () => {
  test.each<[string, object, typeof byDigest, string | undefined]>([
    ["its digest behind the tag", pod(`${own}:1.4.0@${digest}`), byDigest, `${own}:1.4.0@${digest}`],
    ["its digest alone", pod("redis:7", `${own}@${digest}`), byDigest, `${own}@${digest}`],
    ["it in a CronJob", { spec: { jobTemplate: pod(`${own}@${digest}`) } }, byDigest, `${own}@${digest}`],
    ["its tag where a digest is meant", pod(`${own}:1.4.0`), byDigest, undefined],
    ["its tag", pod(`${own}:1.4.0`), byTag, `${own}:1.4.0`],
    ["another tag", pod(`${own}:1.4`), byTag, undefined],
    ["it once, and another tag of it", pod(`${own}@${digest}`, `${own}:latest`), byDigest, undefined],
    ["others only", pod("redis:7", `mirror.example.com/team/shop@${digest}`), byDigest, undefined],
    ["it from a mirror", pod(`mirror.example.com/team/chat@${digest}`), byDigest, `mirror.example.com/team/chat@${digest}`],
    [
      "it below a name of a mirror's own",
      pod("mirror.example.com/hub/redis:7", `mirror.example.com/hub/team/chat:1.4.0@${digest}`),
      byDigest,
      `mirror.example.com/hub/team/chat:1.4.0@${digest}`,
    ],
    ["it from a mirror, and another tag of its own", pod(`mirror.example.com/team/chat@${digest}`, `${own}:latest`), byDigest, undefined],
    ["a mirror's by its tag", pod("mirror.example.com/team/chat:1.4.0"), byTag, undefined],
    ["it with a host too many", pod(`docker.io/${own}@${digest}`), byDigest, undefined],
    [
      "a label that no cluster takes",
      { metadata: { labels: { version: `1.4.0@${digest}` } }, ...pod(`${own}:1.4.0@${digest}`) },
      byDigest,
      undefined,
    ],
  ])("that runs %s", (_, object, pin, reference) => {
    expect(referenceOf(renderedImages([object]), release, pin)).toBe(reference);
  });

  test.each([
    [`${own}@${digest}`, true],
    [`mirror.example.com/team/chat@${digest}`, true],
    [`mirror.example.com/hub/team/chat@${digest}`, false],
    [`mirror.example.com/${own}@${digest}`, false],
  ])("calls the image so: %s", (reference, isSo) => {
    expect(isCalledSo(reference, own)).toBe(isSo);
  });

  test("of Docker Hub is the same with and without its name", () => {
    const hub = { ...release, image: { ...release.image, repository: "team/chat" } };
    const images = renderedImages([pod(`docker.io/team/chat@${digest}`)]);
    expect(referenceOf(images, hub, byDigest)).toBe(`docker.io/team/chat@${digest}`);
  });
});

describe("an environment's own copy", () => {
  const copy = { ...release, image: { ...release.image, repository: "production.example.com/chat", copiedFrom: release.image.repository } };
  const rendered = (...images: string[]) => renderedImages(images.map((image) => ({ image })));

  test("is named by values: the release stamped the name under which it was released", () => {
    const image = { repository: "production.example.com/chat", tag: "1.4.0", digest };
    expect(pinsFor(copy, [])[0]?.values).toEqual({ image });
  });

  test("is what all of the chart runs, and not what it is a copy of", () => {
    const pin = { values: {}, byDigest: true };
    const [original, copied] = [release, copy].map(({ image }) => `${image.repository}:1.4.0@${digest}`);
    expect(referenceOf(rendered(copied ?? ""), copy, pin)).toBe(copied);
    expect(referenceOf(rendered(original ?? ""), copy, pin)).toBeUndefined();
    expect(referenceOf(rendered(copied ?? "", original ?? ""), copy, pin)).toBeUndefined();
  });
});

test("what an environment has a copy of is the image, also by the name of its release", () => {
  const image = { repository: "mirror.example.com/chat", digest: undefined, id: "" };
  const references = ["mirror.example.com/chat:1.3.0", "registry.example.com/team/chat:1.3.0", "redis:7"];
  expect(references.filter((one) => isOfImage(one, image))).toEqual(references.slice(0, 1));
  const copy = { ...image, copiedFrom: "registry.example.com/team/chat" };
  expect(references.filter((one) => isOfImage(one, copy))).toEqual(references.slice(0, 2));
});
