import { createHmac } from "node:crypto";
import { folder } from "../fixtures/folder.ts";
import { writeHook } from "../git/shared-repository.ts";

/** A delivery as Gitea sends it for a push. */
export function delivery(secret: string, commit: string, ref = "refs/heads/main") {
  const body = JSON.stringify({ ref, before: "0".repeat(40), after: commit, commits: [], repository: { id: 1 } });
  const signature = createHmac("sha256", secret).update(body).digest("hex");
  const headers = { "content-type": "application/json", "x-gitea-event": "push", "x-gitea-signature": signature };
  return { method: "POST", headers, body };
}

const ringer = `
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
const [url, secret] = readFileSync(process.argv[2], "utf8").split("\\n");
for (const line of readFileSync(0, "utf8").split("\\n").filter(Boolean)) {
  const [before, after, ref] = line.split(" ");
  const body = JSON.stringify({ ref, before, after });
  const signature = createHmac("sha256", secret).update(body).digest("hex");
  const headers = { "x-gitea-event": "push", "x-gitea-signature": signature };
  const { status } = await fetch(url, { method: "POST", headers, body });
  console.log("rung", status);
}
`;

/** Has a bare repository ring the bell of serve for each push, as a Git host does. */
export function ringOnPush(remote: string, url: string, secret: string): void {
  const place = folder({ "ring.mjs": ringer, target: `${url}\n${secret}` }, "ringer");
  writeHook(remote, "post-receive", `exec '${process.execPath}' '${place}/ring.mjs' '${place}/target'`);
}
