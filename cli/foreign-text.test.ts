import { describe, expect, test } from "vitest";
import { withoutControls } from "../lib/controls.ts";
import { cutText, lastLines, logOf } from "../lib/foreign-text.ts";
import { ProcessFailure } from "../lib/processes.ts";
import { clean, maskSecret, redact } from "../lib/secrets.ts";
import { chatRollout, composeContainer } from "../testing/fixtures/compose-states.ts";
import { slowness } from "../testing/patterns/growth.ts";
import { explain } from "./adapters/builder/image-builder.ts";
import { bumpFor, notesFrom } from "./domain/release/commits.ts";
import { readMessage } from "./domain/release/message.ts";
import { holderOf } from "./domain/release/reservation.ts";
import { releaseOfTag } from "./domain/release/tag-message.ts";
import { words } from "./domain/rollout/events.ts";
import { linesOf } from "./domain/rollout/log-frames.ts";
import { errorLine } from "./domain/verdicts/error-line.ts";
import { evidenceOf } from "./domain/verdicts/evidence.ts";
import { judge } from "./domain/verdicts/judge.ts";
import { renderEvent } from "./terminal/reporter/render.ts";

/** What stands again and again in a text that is made to keep its reader busy. */
const repeated = [
  ..."a0 :/@\"'`([{<.-\\\t\n\r\u0000\u001b\u0007\u009b\u009d\u202e",
  ...[
    "\ud83d",
    "\u001b[",
    "\u001b]",
    "\u001b]0;",
    "\u001b[1;",
    "\u001bP",
    "\r\n",
    " \n",
    "a\n",
    "a ",
    "a:",
    "://",
    "a://",
  ],
  ...[
    "http://",
    "https://a",
    "http://a:",
    "redis://:",
    "://@",
    "://a:b@",
    '{"level":50,"msg":"',
    '"\\',
    "Error: ",
    "at node:",
  ],
  ...[
    "exec: ",
    'exec: "',
    "exec: a: ",
    "not found",
    "ERROR: ",
    "------\n",
    "failed to solve: ",
    "BREAKING CHANGE",
    "feat(",
    "\n\n",
  ],
  ...["Image: ", "Holder: ", "pre-upgrade ", 'Get "https://', "Bind for ", "manifest for ", "swordfish", "swordfis"],
];

const attacks = repeated.map((text) => ({ begin: "", repeated: text, end: "" }));

const failed = (text: string) => new ProcessFailure("helm failed", { stdout: text, stderr: text, exitCode: 1 });
const commit = (text: string) => ({ hash: "0".repeat(40), ...readMessage(text) });
const broken = (text: string) => composeContainer({ status: "exited", exitCode: 1, startError: text, log: [text] });

/** Everything that reads what others wrote, as if nothing had cut it before. */
const readers: Record<string, (text: string) => unknown> = {
  "masks secrets": redact,
  "takes control sequences out": withoutControls,
  "cleans a document": (text) => clean({ text: [text] }),
  "cuts a text": cutText,
  "takes the last lines": (text) => lastLines(text, 8),
  "makes a log readable": (text) => logOf([text]),
  "takes a log apart": (text) => linesOf(Buffer.from(text), 60),
  "keeps what a program said": failed,
  "reads an event of the cluster": words,
  "looks for the guilty line": (text) => errorLine([text]),
  "picks the evidence": (text) => evidenceOf(broken(text)),
  "judges what Compose says": (text) => judge(chatRollout([broken(text)], text)),
  "looks how far the version moves": (text) => bumpFor([commit(text)]),
  "writes notes": (text) => notesFrom([commit(text)]),
  "reads a release's tag": (text) => releaseOfTag("1.0.0", "0".repeat(40), text),
  "reads a reservation": holderOf,
  "explains a build": (text) => explain(failed(text), "/tmp"),
  "shows a failure": (text) => {
    const said = { message: text, details: [text], hint: text };
    return renderEvent(clean({ type: "error", reason: "bug", exitCode: 1, ...said }, cutText));
  },
};

describe("what others wrote takes a time that is linear in its length for what", () => {
  maskSecret("swordfish");

  test.each(Object.entries(readers))("%s", { timeout: 120_000 }, (_, read) => {
    expect(slowness(read, attacks)).toBeUndefined();
  });
});
