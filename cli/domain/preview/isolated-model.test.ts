import { expect, test } from "vitest";
import { isolated } from "./isolated-model.ts";

const mark = {
  number: 7,
  commit: "a".repeat(40),
  version: "0.0.0-pr-7-aaaaaaaaaaaa",
  repository: "git.example.com/team/shop",
  expiresAt: "2026-12-03T00:00:00.000Z",
};

test("it stands beside others: without names and ports of its own, with our mark on all that Compose makes", () => {
  const model = {
    name: "shop-pr-7",
    services: {
      web: {
        image: "shop",
        container_name: "web",
        labels: { own: "1" },
        ports: [{ mode: "ingress", target: 8080, published: "8080", protocol: "tcp", host_ip: "127.0.0.1" }],
      },
      db: { image: "postgres" },
    },
    volumes: { data: null, more: { labels: { own: "2" } } },
    networks: { default: { name: "shop-pr-7_default" } },
  };
  const lasting = { "chatops.preview": "7", "chatops.preview.repository": mark.repository };
  const labels = { ...lasting, "chatops.preview.expires": mark.expiresAt };
  expect(isolated(model, mark)).toEqual({
    name: "shop-pr-7",
    services: {
      web: {
        image: "shop",
        labels: { own: "1", ...labels },
        ports: [{ mode: "ingress", target: 8080, protocol: "tcp", host_ip: "127.0.0.1" }],
      },
      db: { image: "postgres", labels },
    },
    volumes: { data: { labels: lasting }, more: { labels: { own: "2", ...lasting } } },
    networks: { default: { name: "shop-pr-7_default", labels: lasting } },
  });
});
