import { z } from "zod";

const imageName = z.string().regex(/^[a-z0-9.-]+(:\d+)?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/, {
  error: ({ input }) =>
    /[A-Z]/.test(`${input}`) && !/\s/.test(`${input}`)
      ? `must be in lower case, as names of images are: ${`${input}`.toLowerCase()}`
      : "must be an image name without tag, such as registry.example.com/team/chat",
});

const imageNames = z.strictObject({
  push: imageName.describe("The name under which this machine pushes"),
  pull: imageName.describe("The name under which the cluster pulls"),
});

/** Names of an image: mostly one, read as both. */
export const image = z.codec(z.union([imageName, imageNames]), imageNames, {
  decode: (names) => (typeof names === "string" ? { push: names, pull: names } : names),
  encode: ({ push, pull }) => (push === pull ? push : { push, pull }),
});

const valuesKey = z
  .string()
  .regex(/^[^.\s]+(\.[^.\s]+)*$/, { error: "must be a key of the values, such as web.image.tag" });
const imageKeys = z
  .strictObject({
    registry: valuesKey.optional().describe("Key of the registry's host, if it has one of its own"),
    repository: valuesKey.optional().describe("Key of the name without tag"),
    tag: valuesKey.optional().describe("Key of the tag; the digest stands behind it if that has no key"),
    digest: valuesKey.optional().describe("Key of the digest"),
    reference: valuesKey.optional().describe("Key of the whole reference, in place of all others"),
  })
  .refine(({ reference, tag, digest }) => reference ?? tag ?? digest, {
    error: "needs `tag`, `digest` or `reference`",
  });

/** Keys of a chart's values that name images: mostly those of one, read as a list. */
export const imagesKeys = z.codec(z.union([imageKeys, z.array(imageKeys)]), z.array(imageKeys), {
  decode: (keys) => (Array.isArray(keys) ? keys : [keys]),
  encode: (all) => (all.length === 1 && all[0] ? all[0] : all),
});
