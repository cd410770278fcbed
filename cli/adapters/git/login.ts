import { maskSecret } from "../../../lib/secrets.ts";
import { runProgram } from "../../core/programs.ts";
import type { Repository } from "./repository.ts";

/** A helper may have to ask somebody's keychain. */
const patienceMs = 10_000;

/**
 * The password or token by which Git logs in at a URL over https: that of a header, as pipelines leave it in their checkout, or of
 * its credential helpers. Undefined if there is none. Nobody is asked for it.
 */
export async function tokenFor(repository: Repository, url: URL): Promise<string | undefined> {
  const token = (await tokenInHeader(repository, url)) ?? (await tokenOfHelper(repository, url));
  maskSecret(token);
  return token;
}

async function tokenInHeader({ git }: Repository, url: URL): Promise<string | undefined> {
  const header = await git(["config", "--get-urlmatch", "http.extraheader", url.href]).catch(() => "");
  const basic = /^authorization: *basic +(\S+)$/i.exec(header.trim())?.[1];
  return basic && Buffer.from(basic, "base64").toString().split(":").slice(1).join(":");
}

async function tokenOfHelper({ env, root, signal }: Repository, url: URL): Promise<string | undefined> {
  const input = `protocol=${url.protocol.slice(0, -1)}\nhost=${url.host}\npath=${url.pathname.slice(1)}\n\n`;
  const own = { ...env, GIT_TERMINAL_PROMPT: "0", GIT_ASKPASS: "", SSH_ASKPASS: "" };
  const running = { env: own, cwd: root, input, signal, timeoutMs: patienceMs };
  const filled = await runProgram("git", ["-c", "core.askPass=", "credential", "fill"], running).catch(() => undefined);
  return /^password=(.+)$/m.exec(filled?.stdout ?? "")?.[1];
}
