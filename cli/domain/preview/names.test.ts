import { expect, test } from "vitest";
import { longestName } from "../../core/dns-name.ts";
import { isStable, parseVersion } from "../release/version.ts";
import { previewAddress, previewValues } from "./address.ts";
import { previewName, previewVersion, readPullNumber } from "./names.ts";

test("only what hosts give as numbers is one", () => {
  expect(["7", "999999"].map(readPullNumber)).toEqual([7, 999_999]);
  expect(["0", "07", "7a", "-7", "", "1000000", " 7"].map(readPullNumber)).toEqual(Array(7).fill(undefined));
});

test("the longest name of a project and the highest number fit into the name of a namespace", () => {
  expect(previewName("a".repeat(longestName), 999_999)).toHaveLength(63);
});

test("a version names pull request and commit, and is none that a release has", () => {
  const version = previewVersion(7, "0123456789abcdef0123456789abcdef01234567");
  expect(version).toBe("0.0.0-pr-7-0123456789ab");
  expect(parseVersion(version)).toBe(version);
  expect(isStable(version)).toBe(false);
});

test("a host becomes an address, and stands in the values of the chart", () => {
  expect(previewAddress("{name}.preview.example.com", "shop", 7)).toBe("https://shop-pr-7.preview.example.com");
  expect(previewAddress("http://{number}.test:8080", "shop", 7)).toBe("http://7.test:8080");
  expect(previewAddress(undefined, "shop", 7)).toBeUndefined();
  const host = "{name}.preview.example.com";
  expect(previewValues({ set: undefined, host }, "shop", 7)).toEqual({
    expose: "ingress",
    host: "shop-pr-7.preview.example.com",
  });
  const set = { hosts: ["{host}"], url: "https://{host}/{number}", on: true, none: null };
  expect(previewValues({ set, host }, "shop", 7)).toEqual({
    hosts: ["shop-pr-7.preview.example.com"],
    url: "https://shop-pr-7.preview.example.com/7",
    on: true,
    none: null,
  });
  expect(previewValues({ set: undefined, host: undefined }, "shop", 7)).toEqual({});
});
