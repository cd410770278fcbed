import { expect, test } from "vitest";
import { identityOfRoot, identityOfUrl } from "./identity.ts";

test.each([
  ["https://github.com/team/shop.git", "github.com/team/shop"],
  ["https://GitHub.com/Team/Shop", "github.com/team/shop"],
  ["https://robot:secret@github.com/team/shop.git", "github.com/team/shop"],
  ["https://token@github.com/team/shop/", "github.com/team/shop"],
  ["git@github.com:team/shop.git", "github.com/team/shop"],
  ["github.com:team/shop.git", "github.com/team/shop"],
  ["ssh://git@github.com:2222/team/shop.git", "github.com/team/shop"],
  ["git://github.com/team/shop", "github.com/team/shop"],
  ["https://git.example.com:8443/team/shop.git", "git.example.com/team/shop"],
  ["https://robot:secret@[::1]:8443/team/shop.git", "[::1]/team/shop"],
  ["/srv/git/Shop.git", "/srv/git/Shop"],
  ["file:///srv/git/shop.git", "/srv/git/shop"],
  ["C:\\git\\shop.git", "C:\\git\\shop"],
])("%s is the repository %s", (url, identity) => {
  expect(identityOfUrl(url, "")).toBe(identity);
});

test("two projects of one repository are two", () => {
  expect(identityOfUrl("git@github.com:team/shop.git", "apps/web/")).toBe("github.com/team/shop//apps/web");
  expect(identityOfRoot("0123", "apps/web/")).toBe("root:0123//apps/web");
  expect(identityOfRoot("0123", "")).toBe("root:0123");
});

test("a password never gets into it", () => {
  for (const url of ["http://user:p@ss@host/x.git", "odd+thing://user:p@ss@", "https://user:p@ss@[::1]/x.git"])
    expect(identityOfUrl(url, "")).not.toContain("ss@");
});
