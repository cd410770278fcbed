import type { Provider } from "../../core/serve/schema.ts";
import type { ApiOptions } from "./api.ts";
import { bitbucket } from "./bitbucket.ts";
import { bitbucketPulls } from "./bitbucket-pulls.ts";
import { gitea } from "./gitea.ts";
import { giteaPulls } from "./gitea-pulls.ts";
import { github } from "./github.ts";
import { gitHubPulls } from "./github-pulls.ts";
import { gitlab } from "./gitlab.ts";
import { gitLabPulls } from "./gitlab-pulls.ts";
import type { GitHost } from "./host.ts";
import type { Pulls } from "./pulls.ts";

interface HostOptions extends Omit<ApiOptions, "headers" | "pages"> {
  token: string;
  user: string | undefined;
}

/** The API of a Git host, of whatever kind it is. */
export function openGitHost(provider: Provider, { user, ...options }: HostOptions): GitHost {
  switch (provider) {
    case "github":
      return github(options);
    case "gitlab":
      return gitlab(options);
    case "gitea":
    case "forgejo":
      return gitea(options);
    case "bitbucket":
      return bitbucket({ ...options, user });
  }
}

/** The pull requests of a repository on a Git host. */
export function openPulls(provider: Provider, { user, ...options }: HostOptions): Pulls {
  switch (provider) {
    case "github":
      return gitHubPulls(options);
    case "gitlab":
      return gitLabPulls(options);
    case "gitea":
    case "forgejo":
      return giteaPulls(options);
    case "bitbucket":
      return bitbucketPulls({ ...options, user });
  }
}
