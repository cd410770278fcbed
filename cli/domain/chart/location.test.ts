import { expect, test } from "vitest";
import { ociRepository, ociTag, verifyApart, verifyChartName } from "./location.ts";

test.each([
  ["oci://ghcr.io/team/charts", "ghcr.io/team/charts/chat"],
  ["oci://localhost:5000/", "localhost:5000/chat"],
  ["oci://registry-1.docker.io/team", "docker.io/team/chat"],
])("a chart below %s is %s", (url, name) => {
  expect(ociRepository(url, "chat")).toBe(name);
});

test("a version is a tag, with Helm's sign in place of the plus", () => {
  expect(ociTag("1.4.0-rc.1+build.7+x")).toBe("1.4.0-rc.1_build.7_x");
});

test.each([
  ["oci://ghcr.io/team", "ghcr.io/team/chat"],
  ["oci://registry-1.docker.io/team/", "team/chat"],
])("a chart in %s would replace the image %s", (url, image) => {
  expect(() => verifyApart({ kind: "oci", url }, "chat", image)).toThrow("each would replace the other");
});

test.each([
  { kind: "oci", url: "oci://ghcr.io/team/charts" },
  { kind: "oci", url: "oci://example.com/team" },
  { kind: "chartmuseum", url: "https://ghcr.io/team" },
] as const)("a chart in $url is apart from an image", (location) => {
  verifyApart(location, "chat", "ghcr.io/team/chat");
});

const registry = { kind: "oci", url: "oci://ghcr.io/team/charts" } as const;

test.each(["chat", "chat-2", "my_app", "a.b", "a__b", "0chat"])("a registry holds a chart that is called %s", (name) => {
  expect(() => verifyChartName(registry, name)).not.toThrow();
});

test.each([
  ["Chat", "call it chat in"],
  ["My_App", "call it my_app in"],
  ["my app", "call it my-app in"],
  ["-chat", "call it otherwise in"],
  ["a___b", "call it otherwise in"],
])("a registry holds no chart that is called %s", (name, hint) => {
  const refusal = { reason: "usage", hint: expect.stringContaining(hint) };
  expect(() => verifyChartName(registry, name)).toThrow(expect.objectContaining(refusal));
  expect(() => verifyChartName({ ...registry, kind: "chartmuseum" }, name)).not.toThrow();
});
