import { expect, test } from "vitest";
import { imagesFor } from "./instance.ts";

const image = { repository: "registry.example.com/chat", digest: undefined, id: "" };
const [web, worker] = [
  { ...image, service: "web" },
  { ...image, service: "worker" },
];

test("a container runs the image of its own service, else any of the release", () => {
  const release = { image: web, otherImages: [worker] };
  expect(imagesFor({ service: "worker" }, release)).toEqual([worker]);
  expect(imagesFor({ service: "beat" }, release)).toEqual([web, worker]);
  expect(imagesFor({ service: "web" }, { image })).toEqual([image]);
});
