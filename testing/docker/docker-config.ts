import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { folder } from "../fixtures/folder.ts";
import type { Auth } from "../servers/own-servers.ts";

/** Environment with Docker settings of its own: these, and the plugins of the sandbox. */
export function dockerConfig(settings: object): NodeJS.ProcessEnv {
  const place = folder({ "config.json": settings }, "docker");
  symlinkSync(join(process.env.DOCKER_CONFIG ?? "", "cli-plugins"), join(place, "cli-plugins"));
  return { DOCKER_CONFIG: place };
}

/** Environment of somebody who is logged in to these registries, and to no other. */
export const loggedInTo = (logins: Record<string, Auth>): NodeJS.ProcessEnv =>
  dockerConfig({
    auths: Object.fromEntries(
      Object.entries(logins).map(([registry, { user, password }]) => [
        registry,
        { auth: Buffer.from(`${user}:${password}`).toString("base64") },
      ]),
    ),
  });
