import { expect } from "vitest";
import { type Answered, ask } from "./page.ts";

/** What a browser says that follows a link of another site. */
export const visit = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };

export const cookiesIn = ({ headers }: Answered): string[] =>
  [headers["set-cookie"] ?? []].flat().map((cookie) => cookie.split(";")[0] ?? "");

/** Begins a log-in: the cookie of the browser, and where the provider sends it back to. */
export async function begin(url: string): Promise<{ cookie: string; back: URL }> {
  const begun = await ask(url, "/api/login");
  expect(begun).toMatchObject({ status: 303 });
  const [cookie = ""] = cookiesIn(begun);
  const there = await fetch(`${begun.headers.location}`, { redirect: "manual" });
  expect(there.status).toBe(302);
  return { cookie, back: new URL(there.headers.get("location") ?? "") };
}

export const comeBack = (
  url: string,
  { cookie, back }: { cookie: string; back: URL },
  headers: Record<string, string> = visit,
) => ask(url, `${back.pathname}${back.search}`, { cookie, headers });
