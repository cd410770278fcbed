import { describe, expect, test } from "vitest";
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
  expect(stampValues("web:\n  image: old # name\n  mode: 0644\n", [values])).toBe(
    'web:\n  image: "registry.example.com/team/chat:1.4.0" # name\n  mode: 0644\nglobal:\n  registry: "registry.example.com"\n',
  );
});

describe("several services", () => {
  const worker = { service: "worker", repository: "team/worker", digest: "sha256:cc", id: "sha256:dd" };
  const several = { ...release, image: { ...release.image, service: "web" }, otherImages: [worker] };
  const values = [{ web: { image: { tag: "1" } } }, { worker: { image: { tag: "2" } } }];

  test("have an annotation and values each", () => {
    expect(parse(stampMetadata("name: chat\n", several)).annotations).toMatchObject({
      "chatops.dev/image.web": "registry.example.com/team/chat:1.4.0@sha256:aa",
      "chatops.dev/image.worker": "team/worker:1.4.0@sha256:cc",
    });
    expect(stampValues("web: {}\n", values)).toBe('web: {image: {tag: "1"}}\nworker:\n  image:\n    tag: "2"\n');
  });

  test.each([
    "web: &one\n  image: { tag: x }\nworker: *one\n",
    "web:\n  image: &one { tag: x }\nworker:\n  image: *one\n",
    "common: &common\n  image: { tag: x }\nweb:\n  <<: *common\nworker:\n  <<: *common\n",
  ])("are refused if they share what names the image: %j", (text) => {
    expect(() => stampValues(text, values)).toThrow("two services have their image at one place");
  });
});

test.each([
  ["a list of values", "- a", "the chart's values.yaml must be keys and values"],
  ["an image in one text", "image: chat:1", "`image` of the chart's values.yaml must be keys and values"],
])("refuses %s, and says what else can be done", (_, text, message) => {
  expect(() => stampValues(text, [{ image: { tag: "1.4.0" } }])).toThrow(
    expect.objectContaining({ reason: "precondition", message, hint: expect.stringContaining("`chart.image`") }),
  );
});
