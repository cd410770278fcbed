import { expect, test } from "vitest";
import { parse } from "yaml";
import { stampMetadata, stampValues } from "./stamp.ts";

const commit = "0123456789abcdef0123456789abcdef01234567";
const release = {
  version: "1.4.0",
  commit,
  image: { repository: "registry.example.com/team/chat", digest: "sha256:aa", id: "sha256:bb" },
};

test("stamps version, image and commit, and leaves comments, order and everything else as they are", () => {
  const description = `"A very long description ${"that must not be folded ".repeat(8)}"`;
  const text = `# The chat.
apiVersion: v2
version: 0.0.0 # set by a release
name: chat
annotations:
  team: chat # who
description: ${description}
`;
  expect(stampMetadata(text, release)).toBe(`# The chat.
apiVersion: v2
version: "1.4.0" # set by a release
name: chat
annotations:
  team: chat # who
  chatops.dev/commit: "${commit}"
  chatops.dev/image: "registry.example.com/team/chat:1.4.0@sha256:aa"
description: ${description}
appVersion: "1.4.0"
`);
});

test("pins an image that has no digest by its id", () => {
  const image = { repository: "chat", digest: undefined, id: "sha256:bb" };
  const stamped = stampMetadata("name: chat\n", { ...release, image });
  expect(parse(stamped).annotations["chatops.dev/image"]).toBe("chat:1.4.0@sha256:bb");
});

test("stamps the values that name the image, whatever their keys are", () => {
  const values = { web: { image: "registry.example.com/team/chat:1.4.0" }, global: { registry: "registry.example.com" } };
  expect(stampValues("web:\n  image: old # name\n  mode: 0644\n", values)).toBe(
    'web:\n  image: "registry.example.com/team/chat:1.4.0" # name\n  mode: 0644\nglobal:\n  registry: "registry.example.com"\n',
  );
});

test.each([
  ["a list of values", "- a", "the chart's values.yaml must be keys and values"],
  ["an image in one text", "image: chat:1", "`image` of the chart's values.yaml must be keys and values"],
])("refuses %s, and says what else can be done", (_, text, message) => {
  expect(() => stampValues(text, { image: { tag: "1.4.0" } })).toThrow(
    expect.objectContaining({ reason: "precondition", message, hint: expect.stringContaining("`chart.image`") }),
  );
});
