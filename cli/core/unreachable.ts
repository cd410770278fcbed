import { Failure, type FailureDetails, messageOf } from "../../lib/errors.ts";
import { isOfUnknownIssuer, type Way } from "./connection.ts";
import { proxyFor } from "./proxy.ts";

/** A server does not answer. It may for others. */
export class Unreachable extends Failure {
  constructor(message: string, details: FailureDetails) {
    super("precondition", message, details);
  }
}

interface Asked extends Way {
  /** The server, as it is called in messages. */
  name: string;
  hint: string;
  url: URL;
}

/** Why a request got no answer, and what to do about it. */
export function unreachable({ name, hint, url, env = {} }: Asked, error: unknown, silentMs: number): Unreachable {
  const proxy = proxyFor(url.href, env);
  const isSilent = error instanceof DOMException && error.name === "TimeoutError";
  const why = isSilent ? `nothing within ${silentMs / 1_000} s` : causeOf(error);
  const way = proxy ? ` (by the proxy ${new URL(proxy).host})` : "";
  return new Unreachable(`${name} does not answer${way}: ${why}`, { hint: hintFor(error, url) ?? hint, cause: error });
}

/** What to do where it is plain what is wrong. */
function hintFor(error: unknown, { host }: URL): string | undefined {
  const words = causeOf(error);
  if (isOfUnknownIssuer(error)) {
    return `Add the certificate of its issuer to those of this machine, name its file in SSL_CERT_FILE, or, if ${host} is a registry, put it into /etc/docker/certs.d/${host}/ca.crt.`;
  }
  if (/wrong version number|packet length too long/i.test(words)) {
    return `${host} speaks http, not https: give its address with http://, or, if it is a registry, list it in \`insecure-registries\` of the engine.`;
  }
  if (/\(407\)/.test(words)) return "Put user and password into the proxy's URL: http://user:password@host:port.";
  return undefined;
}

/** The words of the innermost error: what is around it says only that a request failed. */
function causeOf(error: unknown): string {
  if (error instanceof Error && error.cause) return causeOf(error.cause);
  return messageOf(error).replace(adviceOfNode, "") || "the connection was refused";
}

/** What the system trusts is trusted already. */
const adviceOfNode = /; if the root CA is installed locally, try running Node\.js with --use-system-ca$/;
