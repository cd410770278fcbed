import { describe, expect, test } from "vitest";
import {
  type Deployment,
  deploymentsText,
  lastDeployed,
  lastFailure,
  noDeployments,
  parseDeployments,
  withDeployment,
} from "./history.ts";

const deployment = (version: string, outcome: Deployment["outcome"]): Deployment => ({
  version,
  outcome,
  image: `chat:${version}`,
  imageId: `sha256:${version}`,
  at: "2026-03-01T12:00:00.000Z",
});

const historyOf = (...entries: Deployment[]) => entries.reduce(withDeployment, noDeployments);

describe("the history", () => {
  test("knows the last healthy version, not simply the one before, and what failed last", () => {
    const history = historyOf(
      deployment("1.0.0", "healthy"),
      deployment("1.1.0", "healthy"),
      deployment("1.2.0", "failed"),
    );
    expect(lastDeployed(history)?.version).toBe("1.1.0");
    expect(lastFailure(history, "sha256:1.2.0")?.version).toBe("1.2.0");
    expect(lastFailure(withDeployment(history, deployment("1.2.0", "healthy")), "sha256:1.2.0")).toBeUndefined();
    expect(lastDeployed(historyOf(deployment("1.0.0", "failed")))).toBeUndefined();
  });

  test("keeps the last fifty, newest last", () => {
    const versions = Array.from({ length: 60 }, (_, patch) => `1.0.${patch}`);
    const { deployments } = historyOf(...versions.map((version) => deployment(version, "healthy")));
    expect(deployments.map(({ version }) => version)).toEqual(versions.slice(-50));
  });

  test("is read as it was written, and not changed in place", () => {
    const history = historyOf(deployment("1.0.0", "healthy"));
    withDeployment(history, deployment("1.1.0", "healthy"));
    expect(parseDeployments(deploymentsText(history))).toEqual(history);
    expect(history.deployments).toHaveLength(1);
  });

  test("keeps what another chatops wrote, without taking it for a deployment", () => {
    const written = parseDeployments(
      JSON.stringify([{ version: 2, by: "robot" }, deployment("1.0.0", "healthy"), null]),
    );
    expect(written?.deployments).toEqual([deployment("1.0.0", "healthy")]);
    expect(written && withDeployment(written, deployment("1.1.0", "failed")).entries).toHaveLength(4);
  });

  test.each(["", "[{", "{}", "null", "1"])("of the text %j is none", (text) => {
    expect(parseDeployments(text)).toBeUndefined();
  });
});
