import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { ChartLocation } from "../../cli/core/config/chart-repository.ts";
import { freePort } from "../../sandbox/ports.ts";
import { helm } from "../cluster/helm.ts";
import { folder } from "../fixtures/folder.ts";
import { sandbox } from "../sandbox/sandbox.ts";
import type { Auth } from "./own-servers.ts";

/** A server that takes charts. */
export interface ChartServer {
  /** `http://127.0.0.1:5000` */
  address: string;
  /** Where charts go there, if the server is called so. */
  locationAt: (address: string) => ChartLocation;
  /** Makes the index, of a server that this is left to. */
  index?: () => Promise<unknown>;
}

type Kind = ChartLocation["kind"];
const below =
  (kind: Kind, path: string) =>
  (address: string): ChartLocation => ({ kind, url: `${address}${path}` });

async function museum(settings: Record<string, string>, auth?: Auth): Promise<string> {
  const server = await sandbox().startChartMuseum({ settings, ...(auth && { auth }) });
  onTestFinished(server.stop);
  return server.address;
}

const tenants = { DEPTH: "2", CONTEXT_PATH: "/charts" };
/** ChartMuseum with these has the paths and the form of GitLab's package registry. */
const channels = { DEPTH: "1", CONTEXT_PATH: "/api/v4/projects/1/packages/helm" };
const anybodyReads = { AUTH_ANONYMOUS_GET: "true" };

/** Starts a server of each kind, which lets anybody read and, with a user, only that user write; it goes with the test. */
export const chartServers: Record<string, (auth?: Auth) => Promise<ChartServer>> = {
  ChartMuseum: async (auth) => ({
    address: await museum(anybodyReads, auth),
    locationAt: below("chartmuseum", ""),
  }),
  "a registry": async (auth) => {
    const server = await sandbox().startRegistry(auth && { auth });
    onTestFinished(server.stop);
    const locationAt = (address: string): ChartLocation => ({
      kind: "oci",
      url: `oci://${address.replace("http://", "")}/team/charts`,
    });
    return { address: `http://${server.address}`, locationAt };
  },
  "nginx, by PUT": async (auth) => {
    const { address, files } = await nginx(auth);
    return { address, locationAt: below("put", "/helm"), index: () => helm(4, "repo", "index", join(files, "helm")) };
  },
  "ChartMuseum below a path, with tenants": async (auth) => ({
    address: await museum({ ...anybodyReads, ...tenants }, auth),
    locationAt: below("chartmuseum", "/charts/org/team"),
  }),
  "the paths of GitLab": async (auth) => ({
    address: await museum({ ...anybodyReads, ...channels }, auth),
    locationAt: below("gitlab", `${channels.CONTEXT_PATH}/stable`),
  }),
};

/** nginx as a plain store of files; it has no index of charts, so a test makes it. */
async function nginx(auth?: Auth): Promise<{ address: string; files: string }> {
  const files = folder({ "helm/.keep": "" }, "files");
  const port = await freePort();
  const rights = auth ? `limit_except GET { auth_basic charts; auth_basic_user_file users; }` : "";
  const place = folder({
    "nginx.conf": `daemon off; worker_processes 1; user root; pid nginx.pid; error_log stderr;
events { worker_connections 64; }
http {
  access_log off;
  client_body_temp_path bodies; proxy_temp_path p; fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s;
  server {
    listen 127.0.0.1:${port};
    root ${files};
    location / { dav_methods PUT; create_full_put_path on; client_max_body_size 64k; ${rights} }
  }
}
`,
    ...(auth && { users: `${auth.user}:{PLAIN}${auth.password}\n` }),
  });
  const server = spawn("/usr/sbin/nginx", ["-p", place, "-c", join(place, "nginx.conf")], { stdio: "ignore" });
  onTestFinished(async () => {
    server.kill("SIGQUIT");
    await once(server, "exit");
  });
  return { address: `http://127.0.0.1:${port}`, files };
}
