import { expect, test } from "vitest";
import { parseImageName } from "./reference.ts";

test.each([
  ["chat", "docker.io", "library/chat"],
  ["team/chat", "docker.io", "team/chat"],
  ["team/sub/chat", "docker.io", "team/sub/chat"],
  ["localhost/chat", "localhost", "chat"],
  ["localhost:5000/team/chat", "localhost:5000", "team/chat"],
  ["registry.example.com/chat", "registry.example.com", "chat"],
  ["registry:5000/chat", "registry:5000", "chat"],
  ["ghcr.io/team/sub/chat", "ghcr.io", "team/sub/chat"],
])("the image %s is at %s and called %s there", (name, registry, repository) => {
  expect(parseImageName(name)).toEqual({ registry, repository });
});
