import { maskSecret } from "../../../lib/secrets.ts";

const withUser = /^(https?:\/\/)([^\s/@:]+)(?::([^\s/@]*))?@([^\s/]+)/i;
/** Tokens of Git hosts are longer than names of users. */
const shortestToken = 20;

/** Answers Git's question for user and password out of the environment. */
const helper = `!f() { test "$1" = get && printf 'username=%s\\npassword=%s\\n' "$CHATOPS_GIT_USER" "$CHATOPS_GIT_PASSWORD"; }; f`;

interface SecretUrl {
  /** The beginning of the URL, with the credentials and without. */
  dirty: string;
  clean: string;
  user: string;
  /** Undefined if the user is a token, for which Git asks no password of the URL. */
  password: string | undefined;
}

/** What is secret in a URL: a password, or a token in the user's place; undefined if nothing is. */
function readSecretUrl(url: string): SecretUrl | undefined {
  const [dirty, scheme, user = "", password, host] = withUser.exec(url) ?? [];
  if (!dirty || (!password && user.length < shortestToken)) return undefined;
  const clean = `${scheme}${host}`;
  return { dirty, clean, user: decodeURIComponent(user), password: password && decodeURIComponent(password) };
}

/** The URL without a password or token. */
export function withoutCredentials(url: string): string {
  const secret = readSecretUrl(url);
  return secret ? secret.clean + url.slice(secret.dirty.length) : url;
}

/**
 * Environment for Git if the URL of the remote has a password or token in it. Git would pass that URL to its helpers as
 * an argument, which every process on the machine can read, and a clone would keep it in a file. So Git sees the URL
 * without it, and is given user and password when the server asks. Empty if nothing is secret.
 */
export function credentialsOfUrl(url: string, env: NodeJS.ProcessEnv): Record<string, string> {
  const secret = readSecretUrl(url);
  if (!secret) return {};
  const { dirty, clean, user, password } = secret;
  maskSecret(password ?? user);
  const answers: [string, string][] =
    password === undefined
      ? [[`credential.${clean}.username`, user]]
      : [
          // The empty one forgets the user's own helpers, which were not asked for such a URL either.
          [`credential.${clean}.helper`, ""],
          [`credential.${clean}.helper`, helper],
        ];
  return {
    ...configured([[`url.${clean}.insteadOf`, dirty], ...answers], env),
    ...(password !== undefined && { CHATOPS_GIT_USER: user, CHATOPS_GIT_PASSWORD: password }),
  };
}

/** Settings of Git as an environment, after those that are there already. */
function configured(settings: [string, string][], env: NodeJS.ProcessEnv): Record<string, string> {
  const earlier = Number(env.GIT_CONFIG_COUNT ?? 0);
  const numbered = settings.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${earlier + index}`, key],
    [`GIT_CONFIG_VALUE_${earlier + index}`, value],
  ]);
  return { ...Object.fromEntries(numbered), GIT_CONFIG_COUNT: String(earlier + settings.length) };
}
