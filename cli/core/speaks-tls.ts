import { connect } from "node:tls";

/** A server that keeps silent is asked by other means. */
const patienceMs = 2_000;

/** Whether a server answers a TLS handshake, with whatever certificate. */
export function speaksTls({ hostname, port }: URL): Promise<boolean> {
  return new Promise((resolve) => {
    const host = hostname.replace(/^\[|\]$/g, "");
    const socket = connect({ host, port: Number(port || 443), rejectUnauthorized: false, timeout: patienceMs });
    const end = (speaks: boolean) => {
      socket.destroy();
      resolve(speaks);
    };
    socket.once("secureConnect", () => end(true));
    socket.once("timeout", () => end(false));
    socket.on("error", () => end(false));
    socket.once("close", () => end(false));
  });
}
