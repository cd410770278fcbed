import { request } from "node:http";
import { onTestFinished } from "vitest";
import { serveSchema } from "../../cli/core/serve/schema.ts";
import { createSlots } from "../../cli/core/slots.ts";
import { createBell } from "../../cli/workflows/serve/bell.ts";
import { createNotifier } from "../../cli/workflows/serve/notify.ts";
import { openDesk } from "../../cli/workflows/serve/page/desk.ts";
import { openLogins } from "../../cli/workflows/serve/page/logins.ts";
import { beginLooks } from "../../cli/workflows/serve/page/looks.ts";
import { openPage } from "../../cli/workflows/serve/page/page.ts";
import { openPeople } from "../../cli/workflows/serve/page/people.ts";
import { openProvider } from "../../cli/workflows/serve/page/sign-on.ts";
import { openPlaces } from "../../cli/workflows/serve/places.ts";
import { createPreviewBoard } from "../../cli/workflows/serve/pulls/board.ts";
import { openRuns } from "../../cli/workflows/serve/runs.ts";
import { openTelemetry } from "../../cli/workflows/serve/telemetry.ts";
import { createTraces } from "../../cli/workflows/serve/traces.ts";
import { folder } from "../fixtures/folder.ts";

/** Tokens of the people of a page, each of whom has one role. */
export const tokens = {
  ana: "the token of ana, who promotes",
  bruno: "the token of bruno, who approves",
  carla: "the token of carla, who looks",
};

/** The people of a page as serve.yaml has them. */
export const people = {
  ana: { token: { env: "TOKEN_OF_ANA" }, roles: ["promote"] },
  bruno: { token: { env: "TOKEN_OF_BRUNO" }, roles: ["approve"] },
  carla: { token: { env: "TOKEN_OF_CARLA" }, roles: ["look"] },
};

export const tokenVariables = Object.fromEntries(
  Object.entries(tokens).map(([name, token]) => [`TOKEN_OF_${name.toUpperCase()}`, token]),
);

export type PersonName = keyof typeof tokens;

/** A page of one repository of which nothing was seen yet, in this process. */
export async function openedPage(more: object = {}, variables: NodeJS.ProcessEnv = {}, state = folder({}, "serve")) {
  const env = { ...tokenVariables, HOOK: "secret of the hook", PATH: process.env.PATH, ...variables };
  const shop = { url: "https://git.example.com/shop.git", provider: "gitea", secret: { env: "HOOK" } };
  const page = { listen: "127.0.0.1:0", people, ...more };
  const config = serveSchema.parse({ page, repositories: { shop } });
  const settings = config.page;
  if (!settings) throw new Error("it has a page");
  const { retention } = config;
  const stopping = new AbortController();
  const { signal } = stopping;
  const warnings: string[] = [];
  const steps = { warn: (text: string) => void warnings.push(text) };
  const telemetry = openTelemetry(createSlots(1));
  const opened = await Promise.all(
    openPlaces(config, state, env).map(async (place) => ({
      place,
      bell: createBell(),
      board: createPreviewBoard(),
      runs: await openRuns(place.folder, retention),
      notifier: createNotifier(place, { telemetry, steps, signal }),
      telemetry,
      traces: createTraces({}, steps, signal),
      retention,
    })),
  );
  const desks = await Promise.all(opened.map((parts) => openDesk(parts, signal)));
  const provider = settings.oidc && openProvider(settings.oidc, env);
  const logins = provider && (await openLogins(state, provider.fingerprint, settings.session));
  const known = openPeople(settings, env);
  const listener = await openPage({
    settings,
    people: known,
    provider,
    logins,
    folder: state,
    desks,
    looks: beginLooks(desks, signal),
    limits: { logBytes: 1e6, timeoutMs: 60_000, signal },
    steps,
  });
  onTestFinished(async () => {
    stopping.abort();
    await listener.close();
  });
  const [shopParts] = opened;
  if (!shopParts) throw new Error("it has a repository");
  return { url: listener.url, warnings, state, people: known, logins, ...shopParts };
}

export interface Asked {
  method?: string;
  headers?: Record<string, string>;
  body?: unknown;
  cookie?: string;
}

export interface Answered {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** Asks as a browser would, or as no browser does: every header may be another, also that of the host. */
export function ask(url: string, path: string, { method = "GET", headers = {}, body, cookie }: Asked = {}) {
  const { host, hostname, port, origin } = new URL(url);
  const text = body === undefined ? undefined : JSON.stringify(body);
  const all = {
    host,
    ...(method !== "GET" && { origin }),
    ...(cookie && { cookie }),
    ...(text !== undefined && { "content-length": `${Buffer.byteLength(text)}` }),
    ...headers,
  };
  return new Promise<Answered>((resolve, reject) => {
    const sent = request({ hostname, port, path, method, headers: all }, (response) => {
      let text = "";
      const answer = () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
      response.setEncoding("utf8").on("data", (chunk) => (text += chunk));
      response.once("end", answer);
      // A stream has no end: what is said first is enough.
      if (response.headers["content-type"] === "text/event-stream")
        response.once("data", () => sent.destroy()).once("close", answer);
    });
    sent.once("error", reject);
    sent.end(text);
  });
}

/** Logs somebody in; the cookie as a browser sends it back. */
export async function logIn(url: string, name: PersonName): Promise<string> {
  const { headers, status, body } = await ask(url, "/api/session", {
    method: "POST",
    body: { name, token: tokens[name] },
  });
  const [cookie = ""] = headers["set-cookie"] ?? [];
  if (status !== 200) throw new Error(`${name} cannot log in: ${body}`);
  return cookie.split(";")[0] ?? "";
}
