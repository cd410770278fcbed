import { describe, expect, test } from "vitest";
import { errorOf } from "../../../testing/chatops/built-chatops.ts";
import { composeFile, composeProject, healthyServer } from "../../../testing/docker/compose-project.ts";

describe("a Compose file that Compose refuses", () => {
  const files: Record<string, [string | object, string]> = {
    "is no YAML": ["services: [\n", "yaml"],
    "has an unknown key": [composeFile("x", { more: { colour: "red" } }), "colour"],
    "has an env_file that is not there": [
      composeFile("x", { more: { env_file: ["secrets.env"] } }),
      "secrets.env not found",
    ],
    "needs a variable": [composeFile("x", { more: { environment: { A: "${UNSET_HERE:?set it}" } } }), "UNSET_HERE"],
  };
  test.each(Object.entries(files))("%s: Compose's own words, and nothing is started", async (_, [file, words]) => {
    const place = composeProject();
    const text = typeof file === "string" ? file : JSON.stringify(file).replaceAll('"x"', `"${place.name}"`);
    place.commit({ "server.js": healthyServer, "compose.yaml": text });
    await place.chatops("release");
    const ran = await place.deploy();
    expect(ran.exitCode).toBe(2);
    const { message, details = [] } = errorOf(ran) ?? {};
    expect([message, ...details].join("\n")).toContain(words);
    expect(place.containers()).toEqual([]);
  });
});

test("a container whose log nobody can read fails no deployment", async () => {
  const place = composeProject();
  const migrate = { image: "node:24-slim", command: ["true"], logging: { driver: "none" } };
  await place.release(healthyServer, { services: { migrate } });
  expect(await place.deploy()).toMatchObject({ exitCode: 0, result: { outcome: "healthy" } });
});
