import { expect, test } from "vitest";
import { parseManifest } from "../promotion/manifest.ts";
import { taskImages } from "./task-images.ts";

const pod = (image: string) => `{ spec: { containers: [{ name: app, image: "${image}" }] } }`;
const object = (kind: string, name: string, spec: string, annotations = "{}") =>
  `---\napiVersion: v1\nkind: ${kind}\nmetadata: { name: ${name}, annotations: ${annotations} }\nspec: ${spec}\n`;
const scheduled = (image: string) =>
  object("CronJob", "report", `{ jobTemplate: { spec: { template: ${pod(image)} } } }`);
const server = (image: string) => object("Deployment", "web", `{ template: ${pod(image)} }`);
const once = (image: string, annotations?: string) =>
  object("Job", "migrate", `{ template: ${pod(image)} }`, annotations);

test.each([
  ["a CronJob alone", scheduled("shop:1"), ["shop:1"]],
  ["a Job beside somebody else's database", once("shop:1") + server("redis:7"), ["shop:1"]],
  ["a server, and a task of the same image", scheduled("shop:1") + once("shop:1") + server("shop:1"), []],
  ["a hook, which belongs to a promotion", once("shop:1", '{ helm.sh/hook: "pre-upgrade" }'), []],
  ["nothing", "", []],
])("of %s", (_, manifest, images) => {
  expect(taskImages(parseManifest(manifest))).toEqual(images);
});
