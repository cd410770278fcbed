import { expect, test } from "vitest";
import { isReference, parseImageName } from "./reference.ts";

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

test.each([
  ["redis", true],
  ["docker.io/library/redis:8", true],
  ["localhost:5000/team/chat:1.4.0", true],
  [`registry/chat@sha256:${"a".repeat(64)}`, true],
  [`registry/chat:1.4.0@sha256:${"a".repeat(64)}`, true],
  ["[::1]:5000/chat", true],
  ["my_registry/team__a/b-c.d:V_1", true],
  ["", false],
  ["https://registry/chat:1", false],
  ["registry/Chat:1", false],
  ["docker.io/localhost:5000/chat:1", false],
  ["chat:", false],
  ["chat:-1", false],
  ["chat@sha256:abc", false],
  ["registry/chat:1.4.0-nonroot@", false],
])("%s is the name of an image: %s", (text, is) => {
  expect(isReference(text)).toBe(is);
});
