import { expect, test } from "vitest";
import { credentialsOfUrl, userSetting, withoutCredentials, withoutUser } from "./url-credentials.ts";

const token = "ghp_0123456789abcdefghij";

test.each<[url: string, seen: string, shown?: string]>([
  ["https://robot:pa%2055@host/team/shop.git", "https://host/team/shop.git"],
  [`https://${token}@host:8443/shop.git`, "https://host:8443/shop.git"],
  [`https://${token}:@host/shop.git`, "https://host/shop.git"],
  [`https://:${token}@host/shop.git`, "https://host/shop.git"],
  [`https://${token}:x-oauth-basic@host/shop.git`, "https://host/shop.git"],
  ["https://robot:p@ss@host/shop.git", "https://host/shop.git"],
  ["https://robot:100%@host/shop.git", "https://host/shop.git"],
  [`HTTPS://${token}@host`, "HTTPS://host"],
  ["https://host/team@home/shop.git", "https://host/team@home/shop.git"],
  ["https://alice@host/shop.git", "https://alice@host/shop.git", "https://host/shop.git"],
  ["https://host/shop.git", "https://host/shop.git"],
  ["git@host:team/shop.git", "git@host:team/shop.git"],
  ["ssh://git@host:22/team/shop.git", "ssh://git@host:22/team/shop.git"],
])("of %s Git sees %s", (url, seen, shown = seen) => {
  expect(withoutCredentials(url)).toBe(seen);
  expect(Object.keys(credentialsOfUrl(url, {})).length > 0).toBe(url !== seen);
  expect(withoutUser(url)).toBe(shown);
});

test("a password that SSH would not use is shown nowhere", () => {
  expect(withoutUser("ssh://git:pa55@host/team/shop.git")).toBe("ssh://git@host/team/shop.git");
});

test("user and password are answered out of the environment, after the user's own settings", () => {
  const env = credentialsOfUrl("https://robot:pa%2055@host/shop.git", { GIT_CONFIG_COUNT: "2" });
  expect(env).toMatchObject({ CHATOPS_GIT_USER: "robot", CHATOPS_GIT_PASSWORD: "pa 55", GIT_CONFIG_COUNT: "5" });
  expect(env).toMatchObject({ GIT_CONFIG_KEY_2: "url.https://host.insteadOf" });
});

test("a name that is not in the URL any more is told to Git apart", () => {
  expect(userSetting("https://alice@host/shop.git")).toEqual([["credential.https://host.username", "alice"]]);
  expect(userSetting("https://host/shop.git")).toEqual([]);
});
