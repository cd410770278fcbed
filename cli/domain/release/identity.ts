const hosted = /^[a-z][a-z0-9+.-]{0,20}:\/\/(?:[^/]*@)?(?<host>\[[^\]/]*\]|[^/:@]+)(?::\d+)?\/+(?<path>[^/].*)$/i;
/** `git@host:team/shop.git`, but not `C:\shop`. */
const scpLike = /^(?:[^/@:]*@)?(?<host>[^/@:]{2,}):(?<path>[^\\].*)$/;

/**
 * One name for a repository, by whatever protocol and as whomever it is reached: `github.com/team/shop`. A path on this
 * machine stays the path that it is. `prefix` is the project's folder below the root, with a trailing slash.
 */
export function identityOfUrl(url: string, prefix: string): string {
  const path = url.replace(/^file:\/\//, "");
  const pattern = url.includes("://") ? hosted : scpLike;
  const { host, path: rest = "" } = (path === url && pattern.exec(url)?.groups) || {};
  // Whatever else it may be, what stands before the last @ is a user and a password.
  const plain = withoutEnding(host ? `${host}/${rest}`.toLowerCase() : path.replace(/^(\S{1,30}:\/\/).*@/, "$1"));
  return withPrefix(plain, prefix);
}

/** The name of a repository that has no remote: the first commit of its history. */
export const identityOfRoot = (commit: string, prefix: string): string => withPrefix(`root:${commit}`, prefix);

const withPrefix = (name: string, prefix: string) => (prefix ? `${name}//${prefix.replace(/\/$/, "")}` : name);

const withoutEnding = (path: string) => path.replace(/\/$/, "").replace(/\.git$/, "");
