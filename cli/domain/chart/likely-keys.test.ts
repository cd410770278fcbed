import { expect, test } from "vitest";
import { likelyKeys } from "./likely-keys.ts";

test.each<[values: string, keys: object[]]>([
  ["image: { repository: a, tag: b }", [{ repository: "image.repository", tag: "image.tag" }]],
  ["image: { name: a, tag: b }", [{ repository: "image.name", tag: "image.tag" }]],
  ["web: { image: { registry: r, repository: a, tag: b, digest: c } }", [{ registry: "web.image.registry", repository: "web.image.repository", tag: "web.image.tag", digest: "web.image.digest" }]],
  ["appImage: a", [{ reference: "appImage" }]],
  ["imageRepository: a\nimageTag: b", [{ repository: "imageRepository", tag: "imageTag" }]],
  ["web: { image: a, imageTag: b }", [{ repository: "web.image", tag: "web.imageTag" }, { reference: "web.image" }]],
  ["sidecarImageName: a\nsidecarImageTag: b\nreplicas: 1", [{ repository: "sidecarImageName", tag: "sidecarImageTag" }]],
  ["imageTag: b", []],
])("%s may name an image by %j", (values, keys) => {
  expect(likelyKeys(values)).toEqual(keys);
});
