import { expect, test } from "vitest";
import { joiningsOf } from "./networks.ts";

const model = {
  services: {
    shop: { networks: { default: null, proxy: { aliases: ["shop.test"], ipv4_address: "10.1.0.7" } } },
    db: { networks: { default: null } },
    alone: { network_mode: "none" },
  },
  networks: { default: { name: "shop-local_default" }, proxy: { name: "proxy", external: true } },
};
const container = (service: string, lostNetwork?: string) => ({
  ...{ id: `id-${service}`, name: `shop-local-${service}-1`, service, lostNetwork },
});

test("who was cut off is put back into all of its networks, under its names and at its address", () => {
  const joinings = joiningsOf(model, [container("shop", "shop-local_default"), container("db")]);
  const aliases = ["shop", "shop-local-shop-1"];
  expect(joinings).toEqual([
    { network: "shop-local_default", container: "id-shop", aliases, ipv4: undefined, ipv6: undefined },
    { network: "proxy", container: "id-shop", aliases: [...aliases, "shop.test"], ipv4: "10.1.0.7", ipv6: undefined },
  ]);
});

test("what the files do not describe, or have no network, is left alone", () => {
  expect(joiningsOf(model, [container("old", "shop-local_default"), container("alone", "x")])).toEqual([]);
  expect(joiningsOf({}, [container("shop", "x")])).toEqual([]);
});
