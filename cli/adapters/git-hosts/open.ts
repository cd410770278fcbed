import type { Provider } from "../../core/serve/schema.ts";
import type { ApiOptions } from "./api.ts";
import { bitbucket } from "./bitbucket.ts";
import { gitea } from "./gitea.ts";
import { github } from "./github.ts";
import { gitlab } from "./gitlab.ts";
import type { GitHost } from "./host.ts";

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
