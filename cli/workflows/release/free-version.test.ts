import { describe, expect, test } from "vitest";
import { packedChart } from "../../../testing/charts/packed-chart.ts";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { folder } from "../../../testing/fixtures/folder.ts";
import { smallRegistry } from "../../../testing/servers/small-registry.ts";
import { openRegistry } from "../../adapters/registry/images.ts";
import { openChartStore } from "../../releases/chart-stores.ts";
import type { Destinations } from "./destinations.ts";
import { freeVersion } from "./free-version.ts";

const commit = "a".repeat(40);
const another = "b".repeat(40);
const { signal } = new AbortController();

/** Where a release of `chat` goes, with these charts there already, each by its version: of a commit, or of somebody else. */
async function placesWith(charts: Record<string, string | undefined>): Promise<Destinations> {
  const { host } = await smallRegistry();
  const registry = openRegistry(`${host}/team/chat`, { credentials: undefined, insecure: true, signal });
  const image = { push: `${host}/team/chat`, pull: "team/chat", remote: { registry, credentials: undefined } };
  const store = openChartStore(undefined, {
    env: { XDG_STATE_HOME: folder() },
    project: "chat",
    signal,
    onWait: undefined,
  });
  for (const [version, of] of Object.entries(charts)) {
    const annotations = of ? `annotations: { chatops.dev/commit: "${of}" }\n` : "";
    const metadata = `apiVersion: v2\nname: chat\nversion: ${version}\n${annotations}`;
    await store.upload({ name: "chat", version }, packedChart("chat", metadata));
  }
  const engine = {} as Destinations["engine"];
  return { engine, images: [image], charts: store, chartName: "chat", verifyChart: async () => {} };
}

describe("a version", () => {
  test.each<[what: string, charts: Record<string, string | undefined>, version: string]>([
    ["that nothing has is free", {}, "0.1.0"],
    ["that an unfinished run of this commit gave a chart is this run's own", { "0.1.0": commit }, "0.1.0"],
    ["that a chart of another commit has is left to it", { "0.1.0": another }, "0.1.1"],
    ["that somebody published charts under is past", { "0.1.0": undefined, "0.1.1": undefined }, "0.1.2"],
  ])("%s", async (_, charts, version) => {
    expect(await freeVersion(await placesWith(charts), "0.1.0", commit, false)).toBe(version);
  });

  test("that was asked for, and is not free, ends the run", async () => {
    const messageWith = async (of: string | undefined) =>
      (await failureOf(freeVersion(await placesWith({ "0.1.0": of }), "0.1.0", commit, true))).message;
    expect(await messageWith(another)).toBe("version 0.1.0 belongs to commit bbbbbbb");
    expect(await messageWith(undefined)).toBe("version 0.1.0 is published already, and not by chatops");
  });
});
