import type { Server } from "../../core/http.ts";
import { once } from "../../core/once.ts";
import { speaksTls } from "../../core/speaks-tls.ts";

/** Where a repository is. */
export interface Endpoint {
  server: Server;
  /** URL of the repository. */
  base: URL;
}

/**
 * Finds out how a registry is spoken to. One that the engine calls insecure is asked, as the engine does, by https with
 * any certificate if it speaks that, and by http otherwise.
 */
export const openEndpoint = (server: Server, host: string, repository: string, insecure: boolean) =>
  once(async (): Promise<Endpoint> => {
    const base = new URL(`https://${host}/v2/${repository}`);
    if (!insecure) return { server, base };
    if (await speaksTls(base)) return { server: { ...server, tls: { ...server.tls, trustsAll: true } }, base };
    return { server, base: new URL(base.href.replace("https:", "http:")) };
  });
