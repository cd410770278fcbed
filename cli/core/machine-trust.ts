import { readdirSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { getCACertificates, rootCertificates } from "node:tls";

/**
 * Certificates of the issuers that this machine trusts, as Docker, Git and curl find them: those that SSL_CERT_FILE and
 * SSL_CERT_DIR name, or else the system's own; besides those that come with Node and those of NODE_EXTRA_CA_CERTS.
 */
export function trustedIssuers(env: NodeJS.ProcessEnv): string[] {
  const { SSL_CERT_FILE, SSL_CERT_DIR, NODE_EXTRA_CA_CERTS } = env;
  const key = JSON.stringify([SSL_CERT_FILE, SSL_CERT_DIR, NODE_EXTRA_CA_CERTS]);
  const found = read.get(key) ?? [
    ...new Set([
      ...(SSL_CERT_FILE || SSL_CERT_DIR
        ? [...inFile(SSL_CERT_FILE), ...inFolders(SSL_CERT_DIR)]
        : getCACertificates("system")),
      ...inFile(NODE_EXTRA_CA_CERTS),
      ...rootCertificates,
    ]),
  ];
  read.set(key, found);
  return found;
}

/** Reading hundreds of certificates takes a tenth of a second. */
const read = new Map<string, string[]>();

/** A file that is not there names nobody, as with OpenSSL. */
function inFile(path: string | undefined): string[] {
  if (!path) return [];
  try {
    return [...readFileSync(path, "utf8").matchAll(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g)].map(
      ([text]) => text,
    );
  } catch {
    return [];
  }
}

const inFolders = (paths = ""): string[] => paths.split(delimiter).filter(Boolean).flatMap(inFolder);

function inFolder(path: string): string[] {
  try {
    return readdirSync(path).flatMap((name) => inFile(join(path, name)));
  } catch {
    return [];
  }
}
