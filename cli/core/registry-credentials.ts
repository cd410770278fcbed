import type { Credentials } from "../../lib/secrets.ts";

/** As whom a registry is asked. */
export interface RegistryCredentials extends Credentials {
  /** What a login left in place of the password: it is exchanged for each token. */
  identityToken?: string;
  /** A token for the registry itself, ready to be sent. */
  registryToken?: string;
}
