import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { tree } from "../../../../testing/fixtures/project-tree.ts";
import { commandWords, procfileLines, supervisedLines } from "./procfile.ts";

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

test("what supervisord runs beside the server", () => {
  const text = [
    "[supervisord]",
    "nodaemon=true",
    "[program:web]",
    "command=gunicorn shop:app",
    "[program:queue]",
    "command=/usr/bin/python /app/manage.py rqworker %(process_num)s",
    "[program:mail]",
    "autostart=true",
    "command = /usr/local/bin/php /var/www/html/artisan queue:work",
    "[program:other]",
    "command=/opt/tool/run.sh /etc/tool.conf",
  ].join("\n");
  expect(supervisedLines(tree({ "docker/supervisord.conf": text }))).toEqual([
    { name: "mail", value: "php artisan queue:work", at: "docker/supervisord.conf:9" },
  ]);
});

test("what supervisord runs of a file that only an image has is no worker of the project", () => {
  const text = ["server.js", "mail.js", "dist/queue.js"]
    .map((file, index) => `[program:a${index}]\ncommand=node ${file}\n`)
    .join("");
  const lines = supervisedLines(tree({ "supervisord.conf": text, "jobs/mail.js": "" }));
  expect(lines.map(({ value }) => value)).toEqual(["node mail.js", "node dist/queue.js"]);
});

test("programs of a platform's buildpacks are left out of a command", () => {
  const text = "web: bin/start-nginx jemalloc.sh bin/puma -p 1\nworker: jemalloc.sh\n";
  expect(procfileLines(tree({ Procfile: text })).map(({ value }) => value)).toEqual(["bin/puma -p 1", "jemalloc.sh"]);
});
