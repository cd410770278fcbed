import { expect, test } from "vitest";
import { questionsFor, readTarget } from "./questions.ts";

test.each([
  [{ LANG: "pt_BR.UTF-8" }, "Deseja realizar o deploy em:"],
  [{ LANG: "en_US.UTF-8" }, "Deploy to"],
  [{ LANG: "pt_BR.UTF-8", LC_ALL: "C" }, "Deploy to"],
  [{ LANG: "en_US.UTF-8", LC_MESSAGES: "pt_PT" }, "Deseja realizar o deploy em:"],
  [{ LANG: "pt_BR", LC_ALL: "" }, "Deseja realizar o deploy em:"],
  [{}, "Deploy to"],
])("asks in the language of %j", (locale, first) => {
  expect(questionsFor(locale).target.split("\n")[0]).toBe(first);
});

test("offers to keep the current version only where there is one", () => {
  const { version } = questionsFor({});
  expect(version("1.5.0", "1.4.0")).toContain("[M] to keep the current one (1.4.0)");
  expect(version("1.5.0", undefined)).not.toContain("[M]");
});

test.each([
  ["K", "kubernetes"],
  [" d ", "compose"],
  ["s", "stop"],
  ["", undefined],
  ["docker", "compose"],
  ["Kubernetes", "kubernetes"],
  ["k8s", "kubernetes"],
  ["docker compose", "compose"],
  ["sair", "stop"],
  ["moon", undefined],
  ["constructor", undefined],
])("the answer %j means %j", (answer, target) => {
  expect(readTarget(answer)).toBe(target);
});
