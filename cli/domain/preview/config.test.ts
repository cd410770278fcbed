import { expect, test } from "vitest";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { parseConfig } from "../../core/config/parse.ts";
import { previewConfig } from "./config.ts";

const read = (config: object) => parseConfig(JSON.stringify({ name: "shop", ...config }), "chatops.yaml");

const trustedConfig = read({
  image: "registry.example.com/team/shop",
  chart: { repository: "https://charts.example.com" },
  preview: { kubernetes: { cluster: "https://previews.example.com" } },
});

function previewOf(ofCommit: object, trusted = trustedConfig) {
  const settings = trusted.preview;
  if (!settings) throw new Error("no previews");
  return previewConfig(read(ofCommit), { config: trusted, settings }, 7);
}

test("a commit says how it is built, and not where that goes, nor who is told", () => {
  const config = previewOf({
    name: "production",
    image: "registry.example.com/team/production",
    build: { target: "own" },
    chart: { path: "own", repository: "https://charts.example.com/production" },
    preview: { kubernetes: { cluster: "https://production.example.com" }, image: "registry.example.com/other" },
    notify: [{ to: "slack", url: { env: "SLACK_URL" } }],
  });
  expect(config).toMatchObject({
    name: "shop",
    image: { push: "registry.example.com/team/shop" },
    build: { target: "own" },
    chart: { path: "own" },
    notify: [],
  });
  expect(config.chart.repository).toBeUndefined();
  expect(config.environments["pr-7"]?.kubernetes).toMatchObject({ cluster: "https://previews.example.com" });
});

test("images of previews have a place of their own, if that is said", () => {
  const trusted = read({
    services: { web: { image: "r.example.com/web" }, api: { image: "r.example.com/api" } },
    preview: { compose: {}, images: { web: "r.example.com/previews/web" } },
  });
  const { services } = previewOf({ services: { web: { image: "a/b" }, api: { image: "a/c" } } }, trusted);
  expect([services?.web?.image?.push, services?.api?.image?.push]).toEqual([
    "r.example.com/previews/web",
    "r.example.com/api",
  ]);
});

test("an image that nobody trusted knows is pushed nowhere", async () => {
  const failure = await failureOf(
    (async () => previewOf({ services: { web: { image: "a/web" }, other: { image: "a/b" } } }))(),
  );
  expect(failure.message).toContain("services.web.image");
});

test.each(["/etc/shop/token", "../token", "~/../token"])("%s is no secret for a build", async (file) => {
  const failure = await failureOf((async () => previewOf({ image: "a/b", build: { secrets: { key: { file } } } }))());
  expect(failure.message).toContain(`the secret key of the build is in ${file}`);
});
