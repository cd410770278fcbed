import { expect, test } from "vitest";
import { credentialsOfUrl, withoutCredentials } from "./url-credentials.ts";

const token = "ghp_0123456789abcdefghij";

test.each([
  ["https://robot:pa%2055@host/team/shop.git", "https://host/team/shop.git"],
  [`https://${token}@host:8443/shop.git`, "https://host:8443/shop.git"],
  [`https://${token}:@host/shop.git`, "https://host/shop.git"],
  ["https://alice@host/shop.git", "https://alice@host/shop.git"],
  ["https://host/shop.git", "https://host/shop.git"],
  ["git@host:team/shop.git", "git@host:team/shop.git"],
])("of %s Git sees %s", (url, seen) => {
  expect(withoutCredentials(url)).toBe(seen);
  expect(Object.keys(credentialsOfUrl(url, {})).length > 0).toBe(url !== seen);
});

test("user and password are answered out of the environment, after the user's own settings", () => {
  const env = credentialsOfUrl("https://robot:pa%2055@host/shop.git", { GIT_CONFIG_COUNT: "2" });
  expect(env).toMatchObject({ CHATOPS_GIT_USER: "robot", CHATOPS_GIT_PASSWORD: "pa 55", GIT_CONFIG_COUNT: "5" });
  expect(env).toMatchObject({ GIT_CONFIG_KEY_2: "url.https://host.insteadOf" });
});
