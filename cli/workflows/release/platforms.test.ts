import { expect, test } from "vitest";
import { withDocker } from "../../../testing/docker/own-docker.ts";
import type { ImagePlace } from "./destinations.ts";
import { platformRefusal, pushedPlatforms } from "./platforms.ts";

const both = ["linux/amd64", "linux/arm64"];
const { signal } = new AbortController();

/** Where a builder has this driver, and the engine this store. */
function here({ driver = "docker", store = [] as string[][], hasRegistry = true }) {
  const engine = { info: async () => ({ DriverStatus: store }) } as unknown as ImagePlace["engine"];
  const remote = hasRegistry ? ({} as ImagePlace["image"]["remote"]) : undefined;
  const env = withDocker(`console.log("Name: x\\nDriver:        ${driver}\\nNodes:");`);
  return [
    { engine, image: { push: "a", pull: "a", remote } },
    { env, signal },
  ] as const;
}

const containerd = [["driver-type", "io.containerd.snapshotter.v1"]];

test.each<[what: string, place: Parameters<typeof here>[0], words: string | undefined]>([
  ["the engine's own builder", {}, "makes images of one platform"],
  ["the engine's own builder on the store of containerd", { store: containerd }, undefined],
  ["a builder in a container", { driver: "docker-container" }, undefined],
  ["a builder in a container, but no registry", { driver: "docker-container", hasRegistry: false }, "needs a registry"],
])("%s is known to make an image of several platforms, or not", async (_, place, words) => {
  const [places, access] = here(place);
  const refusal = await platformRefusal(places, both, access);
  expect(refusal?.message).toEqual(words === undefined ? undefined : expect.stringContaining(words));
  const warnings: string[] = [];
  const pushed = await pushedPlatforms({ warn: (text) => warnings.push(text) }, places, both, access);
  expect(pushed).toEqual(words === undefined ? both : undefined);
  expect(warnings).toHaveLength(words === undefined ? 0 : 1);
});

test("one platform is the engine's business", async () => {
  const [places, access] = here({});
  expect(await platformRefusal(places, ["linux/arm64"], access)).toBeUndefined();
  expect(await pushedPlatforms({ warn: () => {} }, places, ["linux/arm64"], access)).toBeUndefined();
});
