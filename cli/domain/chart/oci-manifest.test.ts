import { expect, test } from "vitest";
import { ociAnnotations } from "./oci-manifest.ts";

const created = new Date("2026-11-29T10:00:00.123Z");

test("a manifest says what Chart.yaml says, and its name and version whatever its annotations say", () => {
  const chart = {
    name: "chat",
    version: "1.4.0",
    description: "Says something",
    home: "https://example.com",
    sources: ["https://example.com/chat", "https://example.com/other"],
    maintainers: [{ name: "Ann", email: "ann@example.com" }, { name: "Bob" }],
    annotations: { team: "chat", "org.opencontainers.image.version": "2", "org.opencontainers.image.url": "elsewhere" },
  };
  expect(ociAnnotations(chart, created)).toEqual({
    "org.opencontainers.image.title": "chat",
    "org.opencontainers.image.version": "1.4.0",
    "org.opencontainers.image.description": "Says something",
    "org.opencontainers.image.url": "elsewhere",
    "org.opencontainers.image.source": "https://example.com/chat",
    "org.opencontainers.image.authors": "Ann (ann@example.com), Bob",
    "org.opencontainers.image.created": "2026-11-29T10:00:00Z",
    team: "chat",
  });
});

test("a manifest says nothing of what Chart.yaml lacks", () => {
  expect(Object.keys(ociAnnotations({ name: "chat", version: "1.4.0", description: " " }, created)).sort()).toEqual([
    "org.opencontainers.image.created",
    "org.opencontainers.image.title",
    "org.opencontainers.image.version",
  ]);
});
