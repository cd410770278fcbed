import { expect, test } from "vitest";
import { engineLost } from "./dial.ts";

test.each([
  ["robot@elsewhere: Permission denied (publickey).", "EDIALREFUSED", "key without a passphrase"],
  [
    "permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock",
    "EDIALREFUSED",
    "group `docker`",
  ],
  [
    "permission denied while trying to connect to the docker API at unix:///var/run/docker.sock",
    "EDIALREFUSED",
    "group `docker`",
  ],
  ["connect ENOENT /var/run/docker.sock", "ENOENT", "Start Docker"],
])("an engine that is lost to %j (%s) comes with what to do", (said, code, hint) => {
  const failure = engineLost("no Docker engine answers", Object.assign(new Error(said), { code }));
  expect(failure.hint).toContain(hint);
});
