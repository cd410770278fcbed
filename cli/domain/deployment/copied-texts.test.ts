import { expect, test } from "vitest";
import type { ComposeModel } from "./compose-model.ts";
import { copiedTexts, withCopiesMarked } from "./copied-texts.ts";

const model: ComposeModel = {
  services: {
    proxy: { configs: [{ source: "site", target: "/etc/site" }, { source: "file" }], secrets: [{ source: "token" }] },
    chat: { labels: { team: "a" }, secrets: [{ source: "token" }] },
    cache: { configs: [{ source: "file" }] },
    idle: {},
  },
  configs: {
    site: { content: "listen $" + "{PORT}" },
    file: { file: "/app/site.conf" },
    unused: { content: "nobody gets it" },
  },
  secrets: { token: { environment: "TOKEN" } },
};

test("what Compose copies is the text of a config, and the value of a variable, if a service gets it", () => {
  expect(copiedTexts(model)).toEqual([
    { name: "configs/site", text: "listen $" + "{PORT}" },
    { name: "secrets/token", text: "$" + "{TOKEN-}" },
  ]);
  expect(copiedTexts({})).toEqual([]);
});

test("each service that gets such texts has a mark of them, and no other one", () => {
  const marks = new Map([
    ["configs/site", "1a"],
    ["secrets/token", "2b"],
  ]);
  expect(withCopiesMarked(model, marks)).toEqual({
    ...model,
    services: {
      ...model.services,
      proxy: { ...model.services?.proxy, labels: { "chatops.copied": "1a.2b" } },
      chat: { ...model.services?.chat, labels: { team: "a", "chatops.copied": "2b" } },
    },
  });
});
