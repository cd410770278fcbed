import { expect, test } from "vitest";
import { composeProject, healthyServer } from "../../../testing/docker/compose-project.ts";
import { listed, read } from "../../../testing/fixtures/folder.ts";

const value = "/never+kept==";
const secret = "${SECRET}";

/** What names a variable, in each form that Compose has another one of. */
const forms = {
  environment: ["SECRET", `AGAIN=${secret}`, "PLAIN=1"],
  labels: [`label=${secret}`],
  command: `node /server.js ${secret}`,
  healthcheck: { test: `test -e /tmp/ready || echo ${secret}`, interval: "500ms", retries: 40 },
};

test("no value of a variable is kept in a file, in whatever form the variable is named", async () => {
  const place = composeProject();
  await place.release(healthyServer, { more: forms });
  const env = { SECRET: value };
  const ran = await place.user.run(["deploy", "--to", "compose", "--json"], { cwd: place.directory, env });
  expect(ran, ran.stdout).toMatchObject({ exitCode: 0, result: { outcome: "healthy" } });
  const files = listed(place.user.state);
  expect(files.some((path) => path.endsWith("compose.json"))).toBe(true);
  expect(files.filter((path) => read(place.user.state, path).includes(value))).toEqual([]);
});
