import { describe, expect, test } from "vitest";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { actionsOf, importIn } from "../../../testing/chatops/import.ts";
import { severalExamples } from "../../../testing/fixtures/examples.ts";
import { type Files, listed, read, writeAll } from "../../../testing/fixtures/folder.ts";
import { repository } from "../../../testing/git/repository.ts";
import { parseConfig } from "../../core/config/parse.ts";

const golden = new URL("../../domain/members/examples/golden/", import.meta.url).pathname;

/** Parts of the chart that are the same for every service; the others show what differs. */
const isSame = (path: string) => /^chart\/templates\/[^/]+\/(?!_helpers|deployment|service)/.test(path);

describe("a repository with several services", () => {
  test.each(severalExamples().map((example) => [example.name, example] as const))(
    "%s: what is found, and the files",
    async (_, { name, files }) => {
      const directory = repository(files, { name });
      const { notes, text } = await importIn(directory);
      const written = listed(directory).filter((path) => !(path in files) && path !== "chatops.lock" && !isSame(path));
      const texts = written.map((path) => `=== ${path}\n${read(directory, path)}`);
      await expect([notes, ...text, "", ...texts].join("\n")).toMatchFileSnapshot(`${golden}${name}.txt`);
    },
  );
});

const example = (wanted: string): Files =>
  severalExamples().find(({ name }) => name === wanted)?.files ?? expect.fail(`no example ${wanted}`);

const servicesIn = (directory: string) =>
  Object.keys(parseConfig(read(directory, "chatops.yaml"), "chatops.yaml").services ?? {});

describe("which services are imported", () => {
  test("those that --service names, and the same ones later", async () => {
    const directory = repository(example("compose-builds"));
    await importIn(directory, { service: ["orders"] });
    expect(servicesIn(directory)).toEqual(["orders"]);
    expect(listed(directory)).not.toContain("gateway/Dockerfile");
    const { text, result } = await importIn(directory);
    expect(text[0]).toContain("Nothing to do");
    expect(result.warnings.map((warning) => warning.text)).toContainEqual(
      expect.stringContaining("gateway is a service"),
    );
  });

  test("none that is called otherwise", async () => {
    const failure = await failureOf(importIn(repository(example("go-programs")), { service: ["seed"] }));
    expect(failure).toMatchObject({ reason: "usage", hint: "Services: planner, tracker." });
  });

  test.each([
    ["", ["planner", "tracker"]],
    ["2", ["tracker"]],
    ["planner, 2", ["planner", "tracker"]],
  ])("a person who answers %j gets %j", async (answer, services) => {
    const directory = repository(example("go-programs"));
    const asked: string[] = [];
    const person = (question: string) => {
      asked.push(question);
      return answer;
    };
    await importIn(directory, { answer: person });
    expect(servicesIn(directory)).toEqual(services);
    expect(asked).toEqual([expect.stringContaining("1 planner (cmd/planner)\n  2 tracker (cmd/tracker)")]);
  });

  test("where there is only one, nobody is asked", async () => {
    const directory = repository(example("pnpm-workspace"));
    await importIn(directory, { answer: () => expect.fail("asked") });
    expect(listed(directory)).toContain("Dockerfile");
  });
});

describe("a second import of several services", () => {
  test.each(severalExamples().map(({ name, files }) => [name, files] as const))(
    "%s: has nothing to do",
    async (_, files) => {
      const directory = repository(files);
      await importIn(directory);
      expect((await importIn(directory)).text[0]).toContain("Nothing to do");
    },
  );

  test("removes what a service had that is no longer named", async () => {
    const directory = repository(example("npm-workspace"));
    await importIn(directory);
    const config = read(directory, "chatops.yaml");
    writeAll(directory, { "chatops.yaml": config.replace("  web: {}\n", "") });
    const actions = actionsOf(await importIn(directory));
    expect(actions["services/web/Dockerfile"]).toBe("remove");
    expect(actions["chart/templates/web/deployment.yaml"]).toBe("remove");
    expect(read(directory, "compose.yaml")).not.toContain("web:");
  });
});

test("a Compose file that starts none of the services is left alone, and another one starts them", async () => {
  const directory = repository({
    ...example("react-flask"),
    "compose.yaml": "services: { db: { image: postgres:17 } }\n",
  });
  await importIn(directory);
  expect(read(directory, "compose.yaml")).not.toContain("backend");
  expect(read(directory, "compose.chatops.yaml")).toContain("  backend:\n    build: ./backend\n");
  const { environments } = parseConfig(read(directory, "chatops.yaml"), "chatops.yaml");
  expect(environments.local?.compose?.file).toBe("compose.chatops.yaml");
});

test("--image is the beginning of the name of each image", async () => {
  const directory = repository(example("npm-workspace"));
  for (const run of [1, 2]) {
    const { exitCode } = await importIn(directory, { image: "ghcr.io/team/shop" });
    expect(exitCode, `run ${run}`).toBe(0);
  }
  const { services } = parseConfig(read(directory, "chatops.yaml"), "chatops.yaml");
  expect(Object.values(services ?? {}).map(({ image }) => image?.push)).toEqual([
    "ghcr.io/team/shop-api",
    "ghcr.io/team/shop-web",
  ]);
  expect(read(directory, "skaffold.yaml")).toContain('web.image.digest: "{{.IMAGE_DIGEST_ghcr_io_team_shop_web}}"');
});
