import type { Provider } from "../../core/serve/schema.ts";

/** Where a host's API is, and what it calls a repository. */
export interface ApiAddress {
  /** Without a slash at its end. */
  url: string;
  /** `team/shop` */
  repository: string;
}

/** Those whose API has a host of its own. */
const ownHosts: Readonly<Record<string, string>> = {
  "github.com": "https://api.github.com",
  "ssh.github.com": "https://api.github.com",
  "bitbucket.org": "https://api.bitbucket.org/2.0",
};

const paths: Readonly<Record<Provider, string | undefined>> = {
  github: "/api/v3",
  gitlab: "/api/v4",
  gitea: "/api/v1",
  forgejo: "/api/v1",
  // Bitbucket Data Center has another API.
  bitbucket: undefined,
};

/** What `git clone` takes, as a URL; undefined for a path, which says nothing of a host. */
function urlOf(remote: string): URL | null {
  const scp = /^(?:[^\s/@:]+@)?([^\s/@:]{2,255}):(?!\/\/)(.+)$/.exec(remote);
  return URL.parse(scp ? `ssh://${scp[1]}/${scp[2]}` : remote);
}

/** The API of the host that a repository is cloned from; undefined of what the URL does not tell. */
export function apiAddress(provider: Provider, remote: string): Partial<ApiAddress> {
  const found = urlOf(remote);
  if (!found?.hostname || !["http:", "https:", "ssh:"].includes(found.protocol)) return {};
  const names = found.pathname
    .replace(/\.git$/, "")
    .split("/")
    .filter(Boolean);
  // Groups of GitLab stand in groups; elsewhere more than two names mean that the host is below a path.
  const own = provider === "gitlab" ? names : names.slice(-2);
  const below = names.slice(0, names.length - own.length).map((name) => `/${name}`);
  const web = found.protocol === "ssh:" ? `https://${found.hostname}` : found.origin;
  const path = paths[provider];
  const url = ownHosts[found.hostname] ?? (path && `${web}${below.join("")}${path}`);
  return { ...(url && { url }), ...(own.length > 1 && { repository: own.join("/") }) };
}
