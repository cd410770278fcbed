import { type Listener, listenForHttp } from "../../adapters/http-listener.ts";
import type { ServeConfig } from "../../core/serve/schema.ts";
import type { Session } from "../../core/session.ts";

interface Answering {
  hooks: Parameters<typeof listenForHttp>[1];
  health: Parameters<typeof listenForHttp>[1];
  page: (() => Promise<Listener>) | undefined;
}

/** Opens all that answers requests, or nothing. Answers what closes it. */
export async function openListeners(
  { listen, health }: ServeConfig,
  steps: Pick<Session["steps"], "note">,
  answering: Answering,
): Promise<() => Promise<unknown>> {
  const opened: Listener[] = [];
  const close = () => Promise.all(opened.map((listener) => listener.close()));
  const open = async (opening: Promise<Listener>) => {
    const listener = await opening;
    opened.push(listener);
    return listener.url;
  };
  try {
    const hooks = await open(listenForHttp(listen, answering.hooks));
    const metrics = await open(listenForHttp(health, answering.health));
    steps.note(`takes webhooks at ${hooks}/hooks/<name>; health and metrics at ${metrics}`);
    if (answering.page) steps.note(`the page is at ${await open(answering.page())}`);
    else steps.note("no page is served, as serve.yaml has no `page` with people who may log in");
    return close;
  } catch (error) {
    await close();
    throw error;
  }
}
