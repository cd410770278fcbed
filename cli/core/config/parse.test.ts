import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { Failure } from "../../../lib/errors.ts";
import { asWritten, parseConfig } from "./parse.ts";
import { ownImageOf } from "./services.ts";

/** The complaints about a text, without the file's name. */
function complaints(...lines: string[]): string[] {
  try {
    parseConfig(lines.join("\n"), "chatops.yaml");
    return [];
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    expect(error.reason).toBe("usage");
    return error.details.map((detail) => detail.replace(/^chatops\.yaml:/, ""));
  }
}

describe("a valid file", () => {
  test("needs nothing but a name", () => {
    expect(parseConfig("name: chat", "chatops.yaml")).toEqual({
      version: 1,
      name: "chat",
      migrations: "incompatible",
      chart: { path: "chart", image: [] },
      notify: [],
      release: { branch: "main", majorOnZero: true, sign: false },
      environments: {},
    });
  });

  test("gets the defaults of what it names", () => {
    const text = "name: chat\nenvironments: { local: { compose: {}, gate: {} } }";
    expect(parseConfig(text, "chatops.yaml").environments.local).toEqual({
      compose: { file: "compose.yaml" },
      promote: "manual",
      observe: 10_000,
      gate: { confirm: false, signed: false },
    });
  });

  test.each([
    ["team/chat", { push: "team/chat", pull: "team/chat" }],
    [
      "{ push: localhost:5000/chat, pull: registry:5000/chat }",
      { push: "localhost:5000/chat", pull: "registry:5000/chat" },
    ],
  ])("reads the image %s as two names", (image, names) => {
    expect(parseConfig(`name: chat\nimage: ${image}`, "chatops.yaml").image).toEqual(names);
  });

  test.each([
    ["https://charts.example.com/team", { kind: "chartmuseum", url: "https://charts.example.com/team" }],
    ["oci://localhost:5000/team/charts", { kind: "oci", url: "oci://localhost:5000/team/charts" }],
    [
      "{ put: https://nexus.example.com/repository/helm }",
      { kind: "put", url: "https://nexus.example.com/repository/helm" },
    ],
    [
      "{ gitlab: https://gitlab.example.com/api/v4/projects/a%2Fb/packages/helm/stable }",
      { kind: "gitlab", url: "https://gitlab.example.com/api/v4/projects/a%2Fb/packages/helm/stable" },
    ],
  ])("reads the chart repository %s, and writes it the same", (repository, location) => {
    const config = parseConfig(`name: chat\nchart: { repository: ${repository} }`, "chatops.yaml");
    expect(config.chart.repository).toEqual(location);
    expect(asWritten(config).chart?.repository).toEqual(parse(repository));
  });

  test("reads a duration as milliseconds", () => {
    const text =
      "name: chat\nenvironments: { a: { compose: {} }, b: { compose: {}, gate: { after: a, soak: 1m30s } } }";
    expect(parseConfig(text, "chatops.yaml").environments.b?.gate?.soak).toBe(90_000);
  });

  test.each([
    ["an image under one name", "image: registry.example.com:5000/team/chat"],
    ["an image under two names", "image: { push: localhost:5000/chat, pull: registry:5000/chat }"],
    ["an alias", "release: { branch: &b next }\nenvironments: { *b : { compose: {} } }"],
  ])("may have %s", (_, line) => {
    expect(complaints("name: chat", line)).toEqual([]);
  });
});

describe("one complaint", () => {
  test.each<[what: string, lines: string[], complaint: string]>([
    ["an empty file", [""], "1: name: is required"],
    ["a file of comments", ["# nothing yet", ""], "1: name: is required"],
    ["a list instead of keys", ["- name: chat"], "1: (file): must be keys and values"],
    ["a syntax error", ["name: chat", "image: [a"], "2: Flow sequence in block collection must be sufficiently"],
    ["a key given twice", ["name: chat", "name: shop"], "2: Map keys must be unique"],
    ["two documents", ["name: chat", "---", "name: shop"], "2: Source contains multiple documents"],
    ["an alias of nothing", ["name: *chat"], "1: Unresolved alias"],
    ["an unknown key", ["name: chat", "", "nmae: shop"], "3: nmae: is not a known key"],
    ["an unknown key far below", ["name: chat", "chart:", "  url: x"], "3: chart.url: is not a known key"],
    ["a number for a text", ["name: 5"], "1: name: must be a text"],
    ["a key without a value", ["name: chat", "chart:"], "2: chart: is empty: give it a value, or remove it"],
    ["an empty text", ["name: chat", 'release: { branch: "" }'], "2: release.branch: must not be empty"],
    ["a format of the future", ["version: 2", "name: chat"], "1: version: must be 1"],
    ["a name too long", [`name: ${"a".repeat(54)}`], "1: name: must have at most 53 characters"],
    ["a name no host could have", ["name: Chat_1"], "1: name: must be lower-case letters, digits and dashes"],
    [
      "an image in capitals",
      ["name: chat", "image: ghcr.io/Team/Chat"],
      "2: image: must be in lower case, as names of images are: ghcr.io/team/chat",
    ],
    ["an image with a tag", ["name: chat", "image: team/chat:1.0"], "2: image: must be an image name without tag"],
    ["half of an image", ["name: chat", "image: { push: team/chat }"], "2: image.pull: is required"],
    [
      "an image with a key too many",
      ["name: chat", "image: { push: a, pull: b, tag: c }"],
      "2: image.tag: is not a known key",
    ],
    ["a path out of the project", ["name: chat", "chart: { path: ../chart }"], "2: chart.path: must be a path inside"],
    ["an absolute path", ["name: chat", "chart: { path: /chart }"], "2: chart.path: must be a path inside"],
    [
      "an address without scheme",
      ["name: chat", "chart: { repository: charts:8080 }"],
      "2: chart.repository: must be a URL",
    ],
    [
      "a password in an address",
      ["name: chat", "chart: { repository: https://me:pass@charts }"],
      "2: chart.repository: must not hold a user or password",
    ],
    [
      "a password in a registry's address",
      ["name: chat", "chart: { repository: oci://me:pass@ghcr.io/team }"],
      "2: chart.repository: must not hold a user or password",
    ],
    [
      "a registry's path with a capital",
      ["name: chat", "chart: { repository: oci://ghcr.io/Team }"],
      "2: chart.repository: must be a path of a registry in lower case",
    ],
    [
      "a chart repository of two kinds",
      ["name: chat", "chart: { repository: { put: https://a, gitlab: https://a/api/v4/projects/1/packages/helm/b } }"],
      "2: chart.repository: needs either `put` or `gitlab`",
    ],
    [
      "a GitLab of which the channel is missing",
      ["name: chat", "chart: { repository: { gitlab: https://gitlab.example.com/team/chat } }"],
      "2: chart.repository.gitlab: must be such as https://gitlab.example.com/api/v4",
    ],
    [
      "a prefix of tags that Git cannot have",
      ["name: chat", "release: { tagPrefix: '@{api}@' }"],
      "2: release.tagPrefix: must be letters and digits that end with /, - or @, such as api/ or @team/api@",
    ],
    [
      "an environment without a place",
      ["name: chat", "environments:", "  prod: {}"],
      "3: environments.prod: needs exactly one of `kubernetes` and `compose`",
    ],
    [
      "an environment no host could have",
      ["name: chat", "environments:", "  Prod: { compose: {} }"],
      "3: environments.Prod: must be lower-case letters",
    ],
    [
      "a choice that is none",
      ["name: chat", "environments: { a: { compose: {}, promote: daily } }"],
      "2: environments.a.promote: must be auto or manual",
    ],
    [
      "a gate that waits nowhere",
      ["name: chat", "environments: { a: { compose: {}, gate: { soak: 10m } } }"],
      "2: environments.a.gate.soak: needs `after`: the environment where the release must be healthy for so long",
    ],
    [
      "a gate after itself",
      ["name: chat", "environments: { a: { compose: {}, gate: { after: a } } }"],
      "2: environments.a.gate.after: names no other environment: a",
    ],
    [
      "a duration without a unit",
      [
        "name: chat",
        "environments: { a: { compose: {}, gate: { after: b, soak: 10m } }, b: { compose: {}, gate: { after: a, soak: '5' } } }",
      ],
      "2: environments.b.gate.soak: must be a duration such as 10m or 1m30s",
    ],
  ])("%s", (_, lines, complaint) => {
    const found = complaints(...lines);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(complaint);
  });
});

test("lists everything at once in the order of the lines, contradictions between keys included", () => {
  const found = complaints(
    "nmae: chat",
    "environments:",
    "  prod:",
    "    kubernetes: { namespace: chat }",
    "    compose: {}",
    "    gate: { after: stagign, confirm: maybe }",
    "  staging: { compose: {}, typo: 1 }",
    "  other: 5",
    "version: 3",
  );
  expect(found).toEqual([
    "1: name: is required",
    "1: nmae: is not a known key",
    "3: environments.prod: needs exactly one of `kubernetes` and `compose`",
    "6: environments.prod.gate.confirm: must be true or false",
    "6: environments.prod.gate.after: names no other environment: stagign",
    "7: environments.staging.typo: is not a known key",
    "8: environments.other: must be keys and values",
    "9: version: must be 1",
  ]);
});

test("refuses aliases that multiply beyond reason, and stays quick", () => {
  const level = (name: string, of: string) => `${name}: &${name} [${Array(10).fill(of)}]`;
  const bomb = [level("a", "1"), level("b", "*a"), level("c", "*b"), level("d", "*c"), level("e", "*d")];
  expect(complaints("name: chat", ...bomb)).toEqual([expect.stringContaining("Excessive alias count")]);
});

test("counts its complaints and names the way out", () => {
  expect(() => parseConfig("version: 2", "deploy/chatops.yaml")).toThrow(
    expect.objectContaining({
      message: "deploy/chatops.yaml is not valid: 2 problems",
      hint: expect.stringContaining("chatops config schema"),
    }),
  );
});

describe("services", () => {
  test("have an image and a build each", () => {
    const text =
      "name: shop\nservices:\n  web: { image: team/web, build: { context: web } }\n  jobs: { image: team/jobs, chart: { image: { tag: jobs.tag } } }";
    const config = parseConfig(text, "chatops.yaml");
    expect(config.services).toEqual({
      web: { image: { push: "team/web", pull: "team/web" }, build: { context: "web" } },
      jobs: { image: { push: "team/jobs", pull: "team/jobs" }, chart: { image: [{ tag: "jobs.tag" }] } },
    });
    expect(parse(text)).toMatchObject({ services: asWritten(config).services });
  });

  test("may stand beside the image of an environment, for releases from before they were named", () => {
    const text =
      "name: chat\nservices: { web: {} }\nenvironments: { a: { compose: {}, image: a/b, images: { web: a/c } } }";
    const config = parseConfig(text, "chatops.yaml");
    expect(ownImageOf(config, "a", undefined)?.pull).toBe("a/b");
    expect(ownImageOf(config, "a", "web")?.pull).toBe("a/c");
  });

  test.each<[lines: string[], complaint: string]>([
    [
      ["image: a/b", "services: { web: { image: a/c } }"],
      "2: image: belongs to one of `services`: services.<name>.image",
    ],
    [["build: {}", "services: { web: {} }"], "2: build: belongs to one of `services`: services.<name>.build"],
    [["services: {}"], "2: services: must name a service"],
    [["services:", "  web: { image: a/b }", "  jobs: {}"], "4: services.jobs: needs an `image`, since others have one"],
    [["services:", "  a: { image: a/b }", "  b: { image: a/b }"], "4: services.b.image: is the image of a already"],
    [
      ["services:", "  a: { image: { push: a/b, pull: x/b } }", "  b: { image: { push: a/c, pull: x/b } }"],
      "4: services.b.image: is the image of a already",
    ],
    [["services: { web: { port: 1 } }"], "2: services.web.port: is not a known key"],
    [
      ["services: { Web: {} }"],
      "2: services.Web: must be lower-case letters, digits and dashes, starting with a letter",
    ],
    [
      ["chart: { image: { tag: web.tag } }", "services: { web: {} }"],
      "2: chart.image: belongs to one of `services`: services.<name>.chart.image",
    ],
    [["services: { web: { chart: {} } }"], "2: services.web.chart.image: is required"],
    [
      ["services: { web: {} }", "environments: { a: { compose: {}, images: { job: a/b } } }"],
      "3: environments.a.images.job: names none of `services`",
    ],
    [
      ["services: { a: {}, b: {} }", "environments: { a: { compose: {}, images: { a: x/y, b: x/y } } }"],
      "3: environments.a.images.b: is the image of a already",
    ],
    [
      ["environments: { a: { compose: {}, images: { web: a/b } } }"],
      "2: environments.a.images.web: names none of `services`",
    ],
  ])("%j is refused", (lines, complaint) => {
    expect(complaints("name: shop", ...lines)).toEqual([complaint]);
  });
});
