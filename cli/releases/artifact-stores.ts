import { credentialsFor } from "../adapters/docker-credentials.ts";
import { connectEngine, type Engine, trustsPlainHttp } from "../adapters/engine.ts";
import { certificatesFor } from "../adapters/registry/certificates.ts";
import type { RegistryOptions } from "../adapters/registry/client.ts";
import { openRegistry, type Registry } from "../adapters/registry/images.ts";
import type { RegistryCredentials } from "../core/registry-credentials.ts";
import { parseImageName } from "../domain/image/reference.ts";
import type { Access } from "./access.ts";

/** From where artifacts are reached. */
export interface Reach extends Access {
  /** Name of the project in chatops.yaml. */
  project: string;
}

/** An image in its registry, and as whom it is reached. */
export interface RemoteImage {
  registry: Registry;
  credentials: RegistryCredentials | undefined;
}

/** Opens the registry of an image, `registry/team/chat`, as the user's docker command would. */
export async function openImage(
  repository: string,
  access: Access,
  connect?: () => Promise<Engine>,
): Promise<RemoteImage> {
  const options = await registryOptions(repository, access, connect);
  return { registry: openRegistry(repository, options), credentials: options.credentials };
}

/** As whom, and how, the registry of an image or a chart is spoken to. */
export async function registryOptions(
  repository: string,
  { env, signal, onWait }: Access,
  connect = () => connectEngine(env, { signal, onWait }),
): Promise<RegistryOptions> {
  const host = parseImageName(repository).registry;
  const [credentials, insecure, tls] = await Promise.all([
    credentialsFor(host, env, onWait),
    trustsPlainHttp(connect, host),
    certificatesFor(host, env),
  ]);
  return { credentials, insecure, signal, onWait, env, tls };
}
