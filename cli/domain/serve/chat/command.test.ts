import { expect, test } from "vitest";
import { readCommand, type Said } from "./command.ts";

const repositories = ["shop", "mail", "prod"];

test.each<[text: string, said: Said]>([
  ["/status", { command: { name: "status" } }],
  ["  /Status   shop ", { command: { name: "status", repository: "shop" } }],
  [
    "/promote shop 1.4.0 staging",
    { command: { name: "promote", repository: "shop", version: "1.4.0", environment: "staging" } },
  ],
  ["/promote v1.4.0 staging", { command: { name: "promote", version: "1.4.0", environment: "staging" } }],
  ["/rollback staging", { command: { name: "rollback", environment: "staging" } }],
  [
    "/rollback shop staging 1.3.0",
    { command: { name: "rollback", repository: "shop", environment: "staging", version: "1.3.0" } },
  ],
  ["/previews shop", { command: { name: "previews", repository: "shop" } }],
  ["/hold", { command: { name: "hold" } }],
  ["/hold shop", { command: { name: "hold", repository: "shop" } }],
  ["/hold staging", { command: { name: "hold", environment: "staging" } }],
  ["/let shop staging", { command: { name: "let", repository: "shop", environment: "staging" } }],
  // A repository that is called like an environment: the first word is the repository.
  ["/history prod prod", { command: { name: "history", repository: "prod", environment: "prod" } }],
  ["/promote staging 1.4.0 please", { unknown: "Say it so: /promote [repository] version environment" }],
  ["/promote 1.4.0 1.5.0 staging", { unknown: "Say it so: /promote [repository] version environment" }],
  ["/promote --yes 1.4.0 staging", { unknown: "Say it so: /promote [repository] version environment" }],
  ["/status staging", { unknown: "Say it so: /status [repository]" }],
  ["/help me", { unknown: "Say it so: /help" }],
  ["/constructor", { unknown: "There is no /constructor: /help lists what there is." }],
  ["/deploy 1.4.0", { unknown: "There is no /deploy: /help lists what there is." }],
  ["promote 1.4.0 prod", undefined],
  ["/", undefined],
  ["/etc/passwd is a file", undefined],
  ["and/or", undefined],
  ["", undefined],
])("%j is %o", (text, said) => {
  expect(readCommand(text, repositories)).toEqual(said);
});
