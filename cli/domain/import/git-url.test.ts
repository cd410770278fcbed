import { describe, expect, test } from "vitest";
import { maskSecret, redact } from "../../../lib/secrets.ts";
import { credentialsIn, folderOfUrl, hasBrokenPassword, isGitUrl, isSameRepository } from "./git-url.ts";

describe("a Git URL", () => {
  test.each([
    ["https://github.com/team/shop.git", "shop"],
    ["https://github.com/team/shop/", "shop"],
    ["git@github.com:team/shop.git", "shop"],
    ["github.com:shop", "shop"],
    ["ssh://git@host:2222/team/shop", "shop"],
    ["file:///srv/git/corner shop.git", "corner shop"],
  ])("%s is cloned into %s", (url, folder) => {
    expect(isGitUrl(url)).toBe(true);
    expect(folderOfUrl(url)).toBe(folder);
  });

  test.each([".", "../shop", "/srv/shop", "shop.git", "C:\\shop", "packages/shop"])("%s is a folder", (path) => {
    expect(isGitUrl(path)).toBe(false);
  });

  test("is the same with and without password, .git and slash", () => {
    expect(isSameRepository("https://me:pw@host/team/shop.git", "https://host/team/shop/")).toBe(true);
    expect(isSameRepository("https://host/team/shop", "https://host/team/store")).toBe(false);
  });

  test.each([
    ["https://me:my/secret@host/shop", true],
    ["https://me:my#secret@host/shop", true],
    ["https://me:my%2Fsecret@host/shop", false],
    ["https://host:8443/@team/shop", false],
    ["https://host/@team/shop", false],
    ["git@host:team/shop@2", false],
  ])("%s has a password that ends too early: %s", (url, isBroken) => {
    expect(hasBrokenPassword(url)).toBe(isBroken);
  });

  test("never shows its password or token", () => {
    for (const url of ["https://me:p%40ssw0rd@host/shop", "https://ghp_token1234@host/shop"]) {
      for (const secret of credentialsIn(url)) maskSecret(secret);
      expect(redact(`cloning ${url} with p@ssw0rd`)).not.toMatch(/p%40ss|p@ss|ghp_/);
    }
  });
});
