import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { commandWords } from "./procfile.ts";

test.each([
  ["gunicorn shop:app", ["gunicorn", "shop:app"]],
  ["gunicorn -b :$PORT shop:app", ["sh", "-c", "exec gunicorn -b :$PORT shop:app"]],
  ["A=b C='d e' gunicorn shop:app", ["sh", "-c", "exec env A=b C='d e' gunicorn shop:app"]],
  ["exec gunicorn -b :$PORT shop:app", ["sh", "-c", "exec gunicorn -b :$PORT shop:app"]],
  ["gunicorn --workers=2 shop:app", ["sh", "-c", "exec gunicorn --workers=2 shop:app"]],
  ["a && A=b gunicorn shop:app", ["sh", "-c", "a && A=b gunicorn shop:app"]],
])("%s is started by %j", (command, words) => expect(commandWords(command)).toEqual(words));

test("what has variables before it runs with them", () => {
  const [program = "", ...words] = commandWords("A='b c' printenv A");
  expect(execFileSync(program, words, { encoding: "utf8" })).toBe("b c\n");
});
