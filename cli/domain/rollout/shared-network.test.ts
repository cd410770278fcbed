import { expect, test } from "vitest";
import { composeContainer } from "../../../testing/fixtures/compose-states.ts";
import { withSharedNetworks } from "./shared-network.ts";

const at = (second: number) => `2026-03-01T12:00:${second}.000Z`;
const proxy = composeContainer({
  ...{ id: "1", name: "shop-proxy-1", startedAt: at(10) },
  ...{ published: ["localhost:8080"], onlyThere: ["127.0.0.1:9"] },
});
const inIt = composeContainer({ id: "2", networkOf: "1", startedAt: at(11) });

test("a container in the network of another one is reached at that one's ports", () => {
  const { published, onlyThere } = proxy;
  const elsewhere = composeContainer({ id: "3", networkOf: "of another project" });
  expect(withSharedNetworks([inIt, proxy, elsewhere])).toEqual([{ ...inIt, published, onlyThere }, proxy, elsewhere]);
});

test.each([
  ["has lost that network once the other one is started again", { startedAt: at(12) }, {}, "that of shop-proxy-1"],
  ["has lost nothing if both were", { startedAt: at(12) }, { startedAt: at(13) }, undefined],
  ["that ended is put into it as it starts", { startedAt: at(12) }, { status: "exited" as const }, undefined],
])("a container in the network of another one %s", (_, others, own, lostNetwork) => {
  const [seen] = withSharedNetworks([
    { ...inIt, ...own },
    { ...proxy, ...others },
  ]);
  expect(seen?.lostNetwork).toBe(lostNetwork);
});
