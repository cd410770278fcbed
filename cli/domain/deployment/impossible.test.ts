import { expect, test } from "vitest";
import type { ComposeService } from "./compose-model.ts";
import { impossibleServices } from "./impossible.ts";

const port = (published: string | undefined) => ({ ports: [{ target: 3000, published }] });
const checked = (check: object) => ({ healthcheck: { test: ["CMD", "true"], ...check } });

test.each<[what: string, service: ComposeService, why: RegExp | undefined]>([
  ["two containers with one port", { ...port("8080"), deploy: { replicas: 2 } }, /2 containers of web .* port 8080/],
  ["the same by scale", { ...port("8080"), scale: 3 }, /3 containers of web .* port 8080/],
  ["two with a range", { ...port("8080-8081"), deploy: { replicas: 2 } }, undefined],
  ["two with whichever port is free", { ...port("0"), deploy: { replicas: 2 } }, undefined],
  ["two with a port of the engine's choice", { ...port(undefined), deploy: { replicas: 2 } }, undefined],
  ["one with a port", { ...port("8080"), deploy: { replicas: 1 } }, undefined],
  ["a check after the time is up", checked({ interval: "10m0s" }), /web runs for the first time after 10m, .* is 5m/],
  ["a check that is on time", checked({ interval: "30s" }), undefined],
  ["a check that newer engines begin earlier", checked({ interval: "10m0s", start_period: "20s" }), undefined],
  ["a check in milliseconds", checked({ interval: "1.5s" }), undefined],
  ["a restart policy of Swarm", { restart: "any" }, /knows no restart policy any, which web has/],
  ["one that is written wrong", { restart: "unlesse-stopped" }, /knows no restart policy unlesse-stopped/],
  ["one that the engine knows", { restart: "unless-stopped" }, undefined],
  ["one that ends some time", { restart: "on-failure:3" }, undefined],
  ["none", { restart: "no" }, undefined],
  ["a check that is turned off", { healthcheck: { disable: true, interval: "10m0s" } }, undefined],
])("%s", (_, service, why) => {
  const found = impossibleServices({ services: { web: service, other: { ...port("1"), scale: 2 } } }, ["web"], 300_000);
  expect(found.map((each) => each.why)).toEqual(why ? [expect.stringMatching(why)] : []);
});
