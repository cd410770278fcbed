import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { request } from "undici";
import { expect, test } from "vitest";
import { startReplica } from "./testing/replica.ts";

test("files go out compressed to whoever takes that, and once while they stay the same", async () => {
  const { url } = await startReplica();
  const plain = await request(`${url}/page.js`);
  const text = await plain.body.text();
  const headers = { "accept-encoding": "br, gzip" };
  const zipped = await request(`${url}/page.js`, { headers });
  expect(zipped.headers).toMatchObject({ "content-encoding": "gzip", vary: "Accept-Encoding" });
  expect(gunzipSync(Buffer.from(await zipped.body.arrayBuffer())).toString()).toBe(text);
  expect(zipped.headers.etag).not.toBe(plain.headers.etag);
  const again = await request(`${url}/page.js`, { headers: { ...headers, "if-none-match": `${zipped.headers.etag}` } });
  expect(again.statusCode).toBe(304);
});

test("the page names all its modules at once, and allows nothing that is not its own", async () => {
  const { url } = await startReplica();
  const { headers } = await request(url);
  expect(headers.link).toContain("</page.js>; rel=modulepreload, ");
  expect(headers.link).not.toContain("test");
  expect(headers["content-security-policy"]).not.toMatch(/unsafe|data:|blob:|\*/);
});

test("the page brings its styles along, and its policy allows them and no others", async () => {
  const { url } = await startReplica();
  const { headers, body } = await request(url);
  const text = await body.text();
  expect(text).not.toContain("stylesheet");
  const [, styles = ""] = /<style>([^<]*)<\/style>/.exec(text) ?? [];
  for (const rule of ["height: 100dvh", "content-visibility: auto", "dialog::backdrop"]) expect(styles).toContain(rule);
  const hash = createHash("sha256").update(styles).digest("base64");
  expect(headers["content-security-policy"]).toContain(`; style-src 'sha256-${hash}'; `);
});

test.each(["1", "9", "more"])("there is an icon for %s unread", async (count) => {
  const { url } = await startReplica();
  const { headers, body } = await request(`${url}/icon-${count}.svg`);
  expect(headers["content-type"]).toBe("image/svg+xml");
  expect(await body.text()).toContain(`>${count === "more" ? "9+" : count}</text></svg>`);
});
