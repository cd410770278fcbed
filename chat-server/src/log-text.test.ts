import { expect, test } from "vitest";
import { createLog } from "./log.ts";
import { asText } from "./log-text.ts";

test("a person reads time, level, message and what is particular", () => {
  const lines: string[] = [];
  const log = createLog(
    { level: "info", service: "chat", version: "1.2.3" },
    { write: (line) => void lines.push(asText(line)) },
  );
  log.info({ "event.action": "listening", "event.type": ["start"], "server.port": 80 }, "listening");
  log.warn("no Redis");
  expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d\.\d{3} INFO {2}listening event\.action=listening server\.port=80\n$/);
  expect(lines[1]).toMatch(/^\S{12} WARN {2}no Redis\n$/);
});
