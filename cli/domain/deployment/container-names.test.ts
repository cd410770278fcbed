import { expect, test } from "vitest";
import { composeContainer } from "../../../testing/fixtures/compose-states.ts";
import { renamesFor } from "./container-names.ts";

const labels = { "chatops.version": "1.0.0" };
const named = (names: Record<string, string | undefined>) => ({
  services: Object.fromEntries(
    Object.entries(names).map(([service, name]) => [service, name === undefined ? {} : { container_name: name }]),
  ),
});
const container = (service: string, name: string, id = `${service}0123456789`.slice(0, 12)) =>
  composeContainer({ id: `${id}abcd`, service, name, labels });

test("a container steps aside if its name moves to another service, and gets it back", () => {
  const [before, after] = [named({ web: "app" }), named({ shop: "app" })];
  const aside = { id: "web012345678abcd", from: "app", to: "web012345678_app" };
  expect(renamesFor(before, [container("web", "app")])).toEqual([]);
  expect(renamesFor(after, [container("web", "app")])).toEqual([aside]);
  expect(renamesFor(after, [container("web", aside.to), container("shop", "app")])).toEqual([]);
  expect(renamesFor(before, [container("web", aside.to)])).toEqual([{ ...aside, from: aside.to, to: "app" }]);
});

test("names that services swap are free for both", () => {
  const swapped = renamesFor(named({ web: "two", shop: "one" }), [container("web", "one"), container("shop", "two")]);
  expect(swapped.map(({ from, to }) => `${from} ${to}`)).toEqual(["one web012345678_one", "two shop01234567_two"]);
});

test("what somebody else started keeps its name, unless the version has its service", () => {
  const guest = composeContainer({ service: "web", name: "app" });
  expect(renamesFor(named({ shop: "app" }), [guest])).toEqual([]);
  expect(renamesFor(named({ shop: "app", web: undefined }), [guest])).toHaveLength(1);
  expect(renamesFor({}, [guest])).toEqual([]);
});
