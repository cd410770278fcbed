import { hide } from "../../../lib/secrets.ts";

const withPassword = /^(https?:\/\/)([^\s/@:]*):([^\s/@]*)@([^\s/]+)/i;

/** Answers Git's question for user and password out of the environment. */
const helper = `!f() { test "$1" = get && printf 'username=%s\\npassword=%s\\n' "$CHATOPS_GIT_USER" "$CHATOPS_GIT_PASSWORD"; }; f`;

/**
 * Environment for Git where the URL of the remote has a password in it. Git would pass that URL to its helpers as an
 * argument, which every process on the machine can read, and a clone would keep it in a file. So Git sees the URL
 * without it, and is given user and password when the server asks. Empty where there is no password.
 */
export function credentialsOfUrl(url: string, env: NodeJS.ProcessEnv): Record<string, string> {
  const [dirty, scheme, user = "", password = "", host] = withPassword.exec(url) ?? [];
  if (!dirty) return {};
  const clean = `${scheme}${host}`;
  const CHATOPS_GIT_PASSWORD = decodeURIComponent(password);
  hide(CHATOPS_GIT_PASSWORD);
  const settings: [string, string][] = [
    [`url.${clean}.insteadOf`, dirty],
    // The empty one forgets the user's own helpers, which were not asked for such a URL either.
    [`credential.${clean}.helper`, ""],
    [`credential.${clean}.helper`, helper],
  ];
  const earlier = Number(env.GIT_CONFIG_COUNT ?? 0);
  const numbered = settings.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${earlier + index}`, key],
    [`GIT_CONFIG_VALUE_${earlier + index}`, value],
  ]);
  return {
    ...Object.fromEntries(numbered),
    GIT_CONFIG_COUNT: String(earlier + settings.length),
    CHATOPS_GIT_USER: decodeURIComponent(user),
    CHATOPS_GIT_PASSWORD,
  };
}
