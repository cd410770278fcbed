import { type Credentials, maskSecret } from "../../../lib/secrets.ts";
import { configured } from "./environment-settings.ts";

/** As curl takes it apart: user and password end at the last `@` before the path. */
const withUser = /^(https?:\/\/)([^\s/?#]*)@([^\s/?#@]+)/i;
/** SSH asks for no password of a URL, but people write one there. */
const sshPassword = /^(ssh:\/\/[^\s/?#:@]*):[^\s/?#]*@/i;
/** Tokens of Git hosts are longer than names of users. */
const shortestToken = 20;

/** Answers Git's question for user and password out of the environment. */
const helper = `!f() { test "$1" = get && printf 'username=%s\\npassword=%s\\n' "$CHATOPS_GIT_USER" "$CHATOPS_GIT_PASSWORD"; }; f`;

interface UserUrl {
  /** The beginning of the URL, with user and password and without. */
  dirty: string;
  clean: string;
  user: string;
  /** Undefined if the user is a token, for which Git asks no password of the URL. */
  password: string | undefined;
}

/** Who a URL says that it is reached as; undefined if it does not say. */
function readUser(url: string): UserUrl | undefined {
  const [dirty, scheme, userInfo = "", host] = withUser.exec(url) ?? [];
  if (!dirty) return undefined;
  const colon = userInfo.indexOf(":");
  const password = colon < 0 ? "" : userInfo.slice(colon + 1);
  const user = decoded(colon < 0 ? userInfo : userInfo.slice(0, colon));
  return { dirty, clean: `${scheme}${host}`, user, password: password ? decoded(password) : undefined };
}

const isSecret = ({ user, password }: UserUrl) => password !== undefined || user.length >= shortestToken;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The URL without a password or token. */
export function withoutCredentials(url: string): string {
  const found = readUser(url);
  return found && isSecret(found) ? found.clean + url.slice(found.dirty.length) : url.replace(sshPassword, "$1@");
}

/** The URL without anybody's name, fit to stand where others read it. SSH needs the name: it is the host's, such as `git`. */
export function withoutUser(url: string): string {
  const found = readUser(url);
  return found ? found.clean + url.slice(found.dirty.length) : withoutCredentials(url);
}

/**
 * Environment for Git if the URL of the remote has a password or token in it. Git would pass that URL to its helpers as
 * an argument, which every process on the machine can read, and a clone would keep it in a file. So Git sees the URL
 * without it, and is given user and password when the server asks. Empty if nothing is secret.
 */
export function credentialsOfUrl(url: string, env: NodeJS.ProcessEnv): Record<string, string> {
  const found = readUser(url);
  if (!found || !isSecret(found)) return {};
  const { dirty, clean, user, password } = found;
  for (const secret of [password, user.length >= shortestToken ? user : undefined]) maskSecret(secret);
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

/** Environment for Git that logs in at a URL that names nobody; it is in no argument and no file. */
export function credentialsFor(
  url: string,
  { username, password }: Credentials,
  env: NodeJS.ProcessEnv,
): Record<string, string> {
  const [login, secret] = [username, password].map(encodeURIComponent);
  return credentialsOfUrl(url.replace(/^(https?:\/\/)/i, `$1${login}:${secret}@`), env);
}

/** Whom Git is to name to the server of a URL that it does not get the user of. */
export function userSetting(url: string): [string, string][] {
  const found = readUser(url);
  return found && !isSecret(found) ? [[`credential.${found.clean}.username`, found.user]] : [];
}
