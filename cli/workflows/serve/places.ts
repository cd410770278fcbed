import { hostname } from "node:os";
import { join } from "node:path";
import { usageError } from "../../../lib/errors.ts";
import { Mask } from "../../../lib/mask.ts";
import { maskSecret } from "../../../lib/secrets.ts";
import type { Channel } from "../../adapters/channels/tell.ts";
import { credentialsFor } from "../../adapters/git/url-credentials.ts";
import { atWorkOn } from "../../adapters/orphans.ts";
import type { ChannelKind } from "../../core/config/notify.ts";
import type { ApiSettings } from "../../core/serve/api-schema.ts";
import type { NoticeEvent, ServeConfig, ServedRepository } from "../../core/serve/schema.ts";
import { readSecret } from "../../core/serve/secrets.ts";
import { type ApiAddress, apiAddress } from "../../domain/git-hosts/api-address.ts";
import { isChannelUrl, secretsIn } from "../../domain/notices/channel-url.ts";

/** A repository that is served, with all that its programs are given and no other's. */
export interface Place {
  name: string;
  settings: ServedRepository;
  /** Of its webhook. */
  secret: string;
  /** The API of its host, if serve.yaml gives a token for it. */
  api: (ApiAddress & { token: string; user: string | undefined }) | undefined;
  channels: (Channel & { when: readonly NoticeEvent[] })[];
  env: NodeJS.ProcessEnv;
  /** What of that serve.yaml says, and what follows from it: without what is of this machine. */
  given: Record<string, string>;
  /** Knows what is secret here, and nowhere else. */
  mask: Mask;
  /** What is kept of it. */
  folder: string;
  /** Of its previews, if it has them: apart from all else of it, so that whoever proposes a commit gets at nothing of that. */
  previews: { env: NodeJS.ProcessEnv; folder: string } | undefined;
}

/** The repositories of serve.yaml. Throws if a secret is missing. */
export const openPlaces = (config: ServeConfig, folder: string, env: NodeJS.ProcessEnv): Place[] =>
  Object.entries(config.repositories).map(([name, settings]) =>
    openPlace(name, settings, join(folder, "repositories", name), env),
  );

function openPlace(name: string, settings: ServedRepository, folder: string, env: NodeJS.ProcessEnv): Place {
  const mask = new Mask();
  const read = (place: Parameters<typeof readSecret>[0], what: string) => {
    const secret = readSecret(place, `repositories.${name}.${what}`, env);
    mask.hide(secret);
    maskSecret(secret);
    return secret;
  };
  const secret = read(settings.secret, "secret");
  const variablesIn = (given: ServedRepository["variables"], what: string): Record<string, string> =>
    Object.fromEntries(
      Object.entries(given).map(([key, value]) => [
        key,
        typeof value === "string" ? value : read(value, `${what}.${key}`),
      ]),
    );
  const variables = variablesIn(settings.variables, "variables");
  const own = { ...usualVariables(env, folder), ...variables };
  mask.hideSecretsOf(own);
  const below = join(folder, "previews");
  const previews = settings.previews && {
    env: { ...usualVariables(env, below), ...variablesIn(settings.previews.variables, "previews.variables") },
    folder: below,
  };
  mask.hideSecretsOf(previews?.env ?? {});
  const channels = settings.notify.map(({ url: place, ...channel }, index) => {
    const what = `notify.${index}.url`;
    const url = read(place, what);
    for (const secret of secretsIn(url)) mask.hide(secret);
    return { ...channel, url: verifiedUrl(channel.to, url, `repositories.${name}.${what}`) };
  });
  const { api: given } = settings;
  const api = given && {
    ...addressOfApi(name, settings, given),
    token: read(given.token, "api.token"),
    user: given.user,
  };
  const { credentials } = settings;
  const login = credentials && { ...credentials, password: read(credentials.password, "credentials.password") };
  const forGit = login ? credentialsFor(settings.url, login, own) : {};
  return {
    name,
    settings,
    secret,
    api,
    channels,
    env: { ...own, ...forGit },
    given: { ...nameOfServe, ...variables, ...forGit },
    mask,
    folder,
    previews,
  };
}

/** Throws where the URL that is cloned does not tell it. */
function addressOfApi(name: string, { provider, url: remote }: ServedRepository, given: ApiSettings): ApiAddress {
  const known = apiAddress(provider, remote);
  const [url, repository] = [given.url ?? known.url, given.repository ?? known.repository];
  if (url && repository) return { url, repository };
  throw usageError(
    `repositories.${name}.api: ${url ? "`repository`" : "`url`"} is not known by the URL that is cloned`,
    {
      hint:
        provider === "bitbucket"
          ? "Only the API of Bitbucket Cloud is known, not that of Data Center: leave `api` out."
          : "Name both in serve.yaml: `url`, such as https://git.example.com/api/v1, and `repository`, such as team/shop.",
    },
  );
}

/** The URL of a channel. Throws without showing it, as it is a secret. */
function verifiedUrl(to: ChannelKind, url: string, what: string): string {
  if (isChannelUrl(to, url)) return url;
  const begins = to === "email" ? "smtps:// or smtp://" : "https://";
  throw usageError(`${what}: what is there is no URL`, { hint: `It begins with ${begins} and is on one line.` });
}

/** A new home has no name for the tags that releases make. */
const nameOfServe = {
  GIT_AUTHOR_NAME: "chatops serve",
  GIT_AUTHOR_EMAIL: `chatops@${hostname()}`,
  GIT_COMMITTER_NAME: "chatops serve",
  GIT_COMMITTER_EMAIL: `chatops@${hostname()}`,
};

/** The home is its own: settings and logins of the user that runs serve would be those of every repository. */
const usualVariables = ({ PATH, LANG, TZ }: NodeJS.ProcessEnv, folder: string): NodeJS.ProcessEnv => ({
  PATH,
  LANG: LANG ?? "C.UTF-8",
  ...(TZ && { TZ }),
  HOME: homeIn(folder),
  TMPDIR: temporaryIn(folder),
  ...nameOfServe,
  ...atWorkOn(folder),
});

export const homeIn = (folder: string): string => join(folder, "home");
export const temporaryIn = (folder: string): string => join(folder, "tmp");
