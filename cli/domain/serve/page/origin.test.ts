import { expect, test } from "vitest";
import { isFromPage, isSentToPage, isVisit } from "./origin.ts";

const here = "https://deploy.example.com";

test.each<[what: string, method: string, headers: Record<string, string>, isFrom: boolean]>([
  ["the page itself", "POST", { origin: here, "sec-fetch-site": "same-origin" }, true],
  ["the page itself in a browser that says no more", "POST", { origin: here }, true],
  ["a script without a browser", "POST", {}, false],
  ["another site", "POST", { origin: "https://evil.example", "sec-fetch-site": "cross-site" }, false],
  ["another host of the same site", "POST", { origin: "https://x.example.com", "sec-fetch-site": "same-site" }, false],
  ["the same host without TLS", "POST", { origin: "http://deploy.example.com" }, false],
  ["the same host at another port", "POST", { origin: `${here}:8443` }, false],
  ["a frame that has no origin", "POST", { origin: "null" }, false],
  ["a form of another site that hides its origin", "POST", { origin: here, "sec-fetch-site": "cross-site" }, false],
  ["a person who types something that changes", "POST", { "sec-fetch-site": "none" }, false],
  ["a person who types the address", "GET", { "sec-fetch-site": "none" }, true],
  ["the page that reads", "GET", { "sec-fetch-site": "same-origin" }, true],
  ["another site that reads", "GET", { origin: "https://evil.example" }, false],
  ["an image of another site", "GET", { "sec-fetch-site": "cross-site" }, false],
  ["a program that reads", "GET", {}, true],
])("%s: %s %j comes from the page: %s", (_, method, headers, isFrom) => {
  expect(isFromPage({ method, headers }, here)).toBe(isFrom);
});

test("a request is sent to the page if it names its host", () => {
  const isSent = (host?: string) => isSentToPage({ method: "GET", headers: { host } }, here);
  expect([isSent("deploy.example.com"), isSent("Deploy.example.com")]).toEqual([true, true]);
  expect([isSent("evil.example"), isSent("deploy.example.com:8443"), isSent()]).toEqual([false, false, false]);
});

const visit = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };

test.each<[what: string, method: string, headers: Record<string, string>, isOne: boolean]>([
  ["a link of another site", "GET", visit, true],
  ["a frame of another site", "GET", { ...visit, "sec-fetch-dest": "iframe" }, false],
  ["a script of another site", "GET", { ...visit, "sec-fetch-mode": "no-cors", "sec-fetch-dest": "script" }, false],
  ["what another site asks for", "GET", { ...visit, "sec-fetch-mode": "cors", "sec-fetch-dest": "empty" }, false],
  ["a form of another site", "POST", visit, false],
  ["what names another origin", "GET", { ...visit, origin: "https://evil.example" }, false],
])("%s: %s %j is a visit: %s", (_, method, headers, isOne) => {
  expect(isVisit({ method, headers })).toBe(isOne);
});
