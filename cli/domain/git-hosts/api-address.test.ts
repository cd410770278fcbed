import { expect, test } from "vitest";
import type { Provider } from "../../core/serve/schema.ts";
import { apiAddress } from "./api-address.ts";

test.each<[provider: Provider, remote: string, url: string | undefined, repository: string | undefined]>([
  ["github", "https://github.com/team/shop.git", "https://api.github.com", "team/shop"],
  ["github", "git@github.com:team/shop.git", "https://api.github.com", "team/shop"],
  ["github", "ssh://git@ssh.github.com:443/team/shop.git", "https://api.github.com", "team/shop"],
  ["github", "https://git.example.com/team/shop", "https://git.example.com/api/v3", "team/shop"],
  ["gitlab", "https://gitlab.com/team/web/shop.git", "https://gitlab.com/api/v4", "team/web/shop"],
  ["gitlab", "ssh://git@git.example.com:2222/team/shop.git", "https://git.example.com/api/v4", "team/shop"],
  ["gitea", "http://127.0.0.1:3000/team/shop.git", "http://127.0.0.1:3000/api/v1", "team/shop"],
  ["forgejo", "https://example.com/git/team/shop.git", "https://example.com/git/api/v1", "team/shop"],
  ["bitbucket", "git@bitbucket.org:team/shop.git", "https://api.bitbucket.org/2.0", "team/shop"],
  ["bitbucket", "https://bitbucket.example.com/scm/team/shop.git", undefined, "team/shop"],
  ["gitea", "/srv/git/shop.git", undefined, undefined],
  ["gitea", "file:///srv/git/team/shop.git", undefined, undefined],
])("%s at %s → %s, %s", (provider, remote, url, repository) => {
  expect(apiAddress(provider, remote)).toEqual({ ...(url && { url }), ...(repository && { repository }) });
});
