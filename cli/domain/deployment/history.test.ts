import { describe, expect, it } from "vitest";
import { type Deployment, lastDeployed, withDeployment } from "./history.ts";

describe("the history", () => {
  const deployment = (version: string, outcome: Deployment["outcome"]): Deployment => ({
    version,
    outcome,
    commit: undefined,
    image: `chat:${version}`,
    imageId: "sha256:1",
    at: "2026-03-01T12:00:00.000Z",
  });

  it("goes back to the last healthy version, not simply the one before", () => {
    const history = ["1.0.0", "1.1.0"].map((version) => deployment(version, "healthy"));
    expect(lastDeployed([...history, deployment("1.2.0", "failed")])?.version).toBe("1.1.0");
    expect(lastDeployed([deployment("1.0.0", "failed")])).toBeUndefined();
  });

  it("keeps the last fifty, newest last", () => {
    let history: Deployment[] = [];
    for (let patch = 0; patch < 60; patch += 1)
      history = withDeployment(history, deployment(`1.0.${patch}`, "healthy"));
    expect(history).toHaveLength(50);
    expect([history[0]?.version, history.at(-1)?.version]).toEqual(["1.0.10", "1.0.59"]);
  });

  it("is not changed in place", () => {
    const history: Deployment[] = [];
    withDeployment(history, deployment("1.0.0", "healthy"));
    expect(history).toEqual([]);
  });
});
