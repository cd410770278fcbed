import { expect, it } from "vitest";
import { promotion as recorded } from "../../testing/histories.ts";
import type { Promotion } from "./history.ts";
import { imageLike, wayBack } from "./way-back.ts";

const promotion = (version: string, outcome: Promotion["outcome"], revision?: number): Promotion =>
  recorded(version, { outcome, revision });

const revision = (number: number, version: string, status = "superseded") => ({
  revision: number,
  status,
  chart: `chat-${version}`,
});

const chosen = (...given: Parameters<typeof wayBack>) => {
  const way = wayBack(...given);
  return way && [way.revision, way.promotion?.version];
};

it("leads to the last revision that was recorded healthy, not to the one before", () => {
  const promotions = [promotion("1.0.0", "healthy", 1), promotion("1.1.0", "failed", 2)];
  expect(chosen(promotions, [revision(1, "1.0.0"), revision(2, "1.1.0", "deployed")])).toEqual([1, "1.0.0"]);
});

it("leads to an older healthy revision where Helm has the last one no more", () => {
  const promotions = [promotion("1.0.0", "healthy", 1), promotion("1.1.0", "healthy", 2)];
  expect(chosen(promotions, [revision(1, "1.0.0"), revision(3, "0.9.0", "deployed")])).toEqual([1, "1.0.0"]);
});

it("takes no revision for another one of the same number, from before somebody uninstalled it all", () => {
  const promotions = [promotion("1.0.0", "healthy", 1), promotion("1.1.0", "healthy", 2)];
  expect(chosen(promotions, [])).toBeUndefined();
  expect(chosen(promotions, [revision(1, "1.2.0", "deployed")])).toEqual([1, undefined]);
});

it("leads to what Helm alone installed, where nothing was ever recorded", () => {
  expect(chosen([], [revision(11, "0.1.0"), revision(12, "0.1.0", "deployed")])).toEqual([12, undefined]);
});

it("leads to what a killed promotion brought, and knows it", () => {
  expect(chosen([promotion("1.0.0", "begun")], [revision(1, "1.0.0", "deployed")])).toEqual([1, "1.0.0"]);
});

it("leads nowhere where nothing ran before, or only what failed", () => {
  expect(chosen([], [])).toBeUndefined();
  expect(chosen([], [revision(1, "1.0.0", "failed")])).toBeUndefined();
  expect(chosen([promotion("1.0.0", "failed", 1)], [revision(1, "1.0.0", "deployed")])).toBeUndefined();
});

it("runs the image that stands in its manifest, the project's own before others", () => {
  const running = (...images: string[]) => [
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "chat" },
      spec: { template: { spec: { containers: images.map((image) => ({ image })) } } },
    },
  ];
  const reference = `localhost:5000/team/chat:1.4.0@sha256:${"b".repeat(64)}`;
  expect(imageLike(running("redis:7", "localhost:5000/team/chat:1.0"), reference)).toBe("localhost:5000/team/chat:1.0");
  expect(imageLike(running("redis:7"), reference)).toBe("redis:7");
  expect(imageLike([], reference)).toBe(reference);
});
