const scheme = /^[a-z][a-z0-9+.-]{0,20}:\/\//i;
/** `git@host:team/shop.git`, but not `C:\shop`. */
const scpLike = /^(?:[^/@:]*@)?(?<host>[^/@:]{2,}):(?<path>[^\\].*)$/;

/**
 * One name for a repository, by whatever protocol and as whomever it is reached: `github.com/team/shop`. A path on this
 * machine stays the path that it is. `prefix` is the project's folder below the root, with a trailing slash.
 */
export function identityOfUrl(url: string, prefix: string): string {
  const [start] = scheme.exec(url) ?? [];
  if (start?.toLowerCase() === "file://") return withPrefix(withoutEnding(url.slice(start.length)), prefix);
  const hosted = start ? placeIn(url.slice(start.length)) : scpLike.exec(url)?.groups;
  const path = hosted ? `${hosted.host}/${hosted.path?.replace(/^\/+/, "")}`.toLowerCase() : url;
  return withPrefix(withoutEnding(path), prefix);
}

/** Without user, password and port, none of which says which repository it is. */
function placeIn(rest: string): { host: string; path: string } {
  const slash = rest.indexOf("/");
  const authority = slash < 0 ? rest : rest.slice(0, slash);
  const host = authority.slice(authority.lastIndexOf("@") + 1).replace(/:\d{1,5}$/, "");
  return { host, path: slash < 0 ? "" : rest.slice(slash) };
}

/** The name of a repository that has no remote: the first commit of its history. */
export const identityOfRoot = (commit: string, prefix: string): string => withPrefix(`root:${commit}`, prefix);

const withPrefix = (name: string, prefix: string) => (prefix ? `${name}//${prefix.replace(/\/$/, "")}` : name);

const withoutEnding = (path: string) => path.replace(/\/$/, "").replace(/\.git$/, "");
