import { expect, test } from "vitest";
import { commands } from "./all.ts";
import { answerTo, knownWords } from "./words-of-others.ts";

test("no word of others is a command of ours, and none stands there twice", () => {
  const own = commands().map((command) => command.name());
  expect(knownWords.filter((word) => own.includes(word))).toEqual([]);
  expect([...new Set(knownWords)]).toEqual(knownWords);
});

test.each(knownWords)("%s is answered with command lines that there are", (word) => {
  const answer = answerTo(word) ?? "";
  const lines = [...answer.matchAll(/`([^`]+)`/g)].map(([, line = ""]) => line.split(" "));
  const own = lines.filter(([program]) => program === "chatops");
  for (const [, name, ...rest] of own) {
    if (name === "--version") continue;
    const command = commands().find((each) => each.name() === name);
    expect(command, `${word}: ${name}`).toBeDefined();
    const options = command?.options.map(({ long }) => long);
    for (const option of rest.filter((each) => each.startsWith("--"))) expect(options, word).toContain(option);
  }
  expect(lines).not.toEqual([]);
});

test.each([
  ["restart", "rollout restart"],
  ["exec", "docker compose --project-name"],
  ["shell", "exec --stdin --tty"],
  ["scale", "`replicas`"],
  ["port-forward", "chatops open"],
  ["diff", "promote --env <env> --dry-run"],
  ["pause", "promote: auto"],
  ["abort", "Ctrl-C"],
  ["cancel", "chatops rollback"],
  ["retry", "Run the same command again"],
  ["wait", "chatops status --watch"],
])("%s is answered with %s", (word, said) => {
  expect(answerTo(word)).toContain(said);
});

test("nobody knows what is no word", () => {
  expect(answerTo("relase")).toBeUndefined();
});
