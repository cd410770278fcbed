import { describe, expect, test } from "vitest";
import { promotionRecord as recorded } from "../../../testing/fixtures/promotion-records.ts";
import type { Promotion } from "../environment/history.ts";
import type { Revision } from "./revisions.ts";
import { imageLike, rollbackTarget } from "./rollback-target.ts";

const promotion = (version: string, outcome: Promotion["outcome"], revision?: number): Promotion =>
  recorded(version, { outcome, revision });

const revision = (number: number, version: string, status = "superseded", description = "") => ({
  revision: number,
  status,
  chart: `chat-${version}`,
  description,
});

const chosen = (promotions: Promotion[], revisions: Revision[], ranHealthy = false) => {
  const way = rollbackTarget({ promotions, revisions, ranHealthy });
  return way && [way.revision, way.promotion?.version];
};

describe("it leads", () => {
  const healthy = [promotion("1.0.0", "healthy", 1), promotion("1.1.0", "healthy", 2)];

  test("to what ran, if that is recorded healthy", () => {
    expect(chosen(healthy, [revision(1, "1.0.0"), revision(2, "1.1.0", "deployed")])).toEqual([2, "1.1.0"]);
  });

  test("to what somebody went back to by hand, not to what they took away", () => {
    const revisions = [revision(1, "1.0.0"), revision(2, "1.1.0"), revision(3, "1.0.0", "deployed", "Rollback to 1")];
    expect(chosen(healthy, revisions)).toEqual([3, "1.0.0"]);
  });

  test("to what Kubernetes was told to run again past Helm", () => {
    const revisions = [revision(1, "1.0.0"), revision(2, "1.1.0", "deployed")];
    const way = rollbackTarget({ promotions: healthy, revisions, undoneTo: revisions[0], ranHealthy: true });
    expect(way).toMatchObject({ revision: 1, name: "1.0.0" });
  });

  test("to that also if the promotion which replaced it was killed", () => {
    const revisions = [revision(1, "1.0.0"), revision(2, "1.1.0"), revision(3, "1.2.0", "deployed")];
    const killed = (over?: number) => [...healthy, { ...promotion("1.2.0", "begun"), over }];
    expect(chosen(killed(1), revisions)).toEqual([1, "1.0.0"]);
    expect(chosen(killed(), revisions)).toEqual([2, "1.1.0"]);
    expect(chosen(killed(1), revisions, true)).toEqual([3, "1.2.0"]);
    // What Helm had left pending is cleared by then.
    expect(chosen(killed(1), revisions.slice(0, 2))).toEqual([1, "1.0.0"]);
    expect(chosen([...killed(1), promotion("1.3.0", "healthy", 4)], [...revisions, revision(4, "1.3.0")])).toEqual([
      4,
      "1.3.0",
    ]);
  });

  test("to what Helm alone brought last, if it was healthy; else to the last one recorded healthy", () => {
    const revisions = [revision(1, "1.0.0"), revision(2, "1.1.0"), revision(3, "0.9.0", "deployed")];
    expect(chosen(healthy, revisions, true)).toEqual([3, undefined]);
    expect(chosen(healthy, revisions)).toEqual([2, "1.1.0"]);
    expect(chosen(healthy, [revision(1, "1.0.0"), revision(3, "0.9.0", "deployed")])).toEqual([1, "1.0.0"]);
  });

  test("past what failed, unless it has come to be healthy", () => {
    const promotions = [promotion("1.0.0", "healthy", 1), promotion("1.1.0", "failed", 2)];
    const revisions = [revision(1, "1.0.0"), revision(2, "1.1.0", "deployed")];
    expect(chosen(promotions, revisions)).toEqual([1, "1.0.0"]);
    expect(chosen(promotions, revisions, true)).toEqual([2, "1.1.0"]);
  });

  test("past what Helm failed to bring, to what it calls deployed", () => {
    expect(chosen(healthy, [revision(2, "1.1.0", "deployed"), revision(3, "1.2.0", "failed")])).toEqual([2, "1.1.0"]);
  });

  test("to what a Helm that was killed had superseded a moment before", () => {
    expect(chosen(healthy, [revision(1, "1.0.0"), revision(2, "1.1.0")])).toEqual([2, "1.1.0"]);
  });

  test("to no other revision of the same number, from before somebody uninstalled it all", () => {
    expect(chosen(healthy, [])).toBeUndefined();
    expect(chosen(healthy, [revision(1, "1.2.0", "deployed")])).toEqual([1, undefined]);
  });

  test("to what Helm alone installed, if nothing was ever recorded", () => {
    expect(chosen([], [revision(11, "0.1.0"), revision(12, "0.1.0", "deployed")])).toEqual([12, undefined]);
  });

  test("to what a killed promotion brought if that was healthy, and knows it", () => {
    const revisions = [revision(1, "1.0.0", "deployed")];
    expect(chosen([promotion("1.0.0", "begun")], revisions, true)).toEqual([1, "1.0.0"]);
    expect(chosen([promotion("1.0.0", "begun")], revisions)).toBeUndefined();
  });

  test("to an installation that Helm calls failed, if it serves all the same", () => {
    expect(chosen([], [revision(1, "1.0.0", "failed")], true)).toEqual([1, undefined]);
  });

  test("nowhere if nothing ran before, or only what failed", () => {
    expect(chosen([], [])).toBeUndefined();
    expect(chosen([], [revision(1, "1.0.0", "failed")])).toBeUndefined();
    expect(chosen([], [revision(1, "1.0.0", "uninstalled")])).toBeUndefined();
    expect(chosen([promotion("1.0.0", "failed", 1)], [revision(1, "1.0.0", "deployed")])).toBeUndefined();
  });
});

test("runs the image that stands in its manifest, the project's own before others", () => {
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
