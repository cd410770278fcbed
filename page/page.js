import { Refusal, send } from "./api.js";
import { byId, h, replace } from "./dom.js";
import { stopLive } from "./live.js";
import { hideLogin, showLogin as offerLogin, watchLogin } from "./login.js";
import { overviewSections } from "./overview.js";
import { historyView, runsView, runView } from "./run.js";
import { texts, translatePage } from "./texts.js";
import { growAges } from "./words.js";

/** @typedef {import("./words.js").Overview} Overview */

/** @type {HTMLElement} */
const view = byId("view");
/** @type {HTMLElement} */
const state = byId("state");
/** @type {HTMLElement} */
const leave = byId("leave");

/** @type {Overview | undefined} */
let overview;
/** @type {EventSource | undefined} */
let events;
/** Ends what the view that is shown follows. @type {() => void} */
let stopView = () => {};
/** Counts views, so that one that comes late is not shown. */
let turn = 0;

/** @param {"connecting" | "live" | "lost"} word */
function showState(word) {
  state.dataset.state = word;
  state.textContent = texts[word];
}

/** @param {import("./api.js").Ways} [ways] */
function showLogin(ways) {
  events?.close();
  events = undefined;
  overview = undefined;
  stopLive();
  stopView();
  state.textContent = "";
  byId("person").textContent = "";
  leave.hidden = true;
  view.replaceChildren();
  view.hidden = true;
  offerLogin(ways);
}

/** The words of an address: `#/shop/runs/…`. */
const words = () => location.hash.replace(/^#\/?/, "").split("/").filter(Boolean);

function showOverview() {
  if (overview && words().length === 0) replace(view, overviewSections(overview));
}

/** What the address names. */
async function showView() {
  turn += 1;
  const own = turn;
  const [repository, thing, id] = words();
  stopView();
  stopView = () => {};
  if (!overview) return;
  if (!repository) return showOverview();
  stopLive();
  view.replaceChildren(h("section", {}, texts.loading));
  const shown = await viewOf(repository, thing, id, overview.person).catch(trouble);
  if (own !== turn) return shown.stop?.();
  stopView = shown.stop ?? stopView;
  const back = h("p", {}, h("a", { class: "button quiet", href: "#/" }, texts.back));
  view.replaceChildren(back, ...shown.sections);
  view.focus({ preventScroll: true });
}

/** @param {string} repository @param {string | undefined} thing @param {string | undefined} id @param {Overview["person"]} person */
function viewOf(repository, thing, id, person) {
  if (thing === "runs") return id ? runView(repository, id, person) : runsView(repository);
  return historyView(repository, thing ?? "");
}

/** @param {unknown} error @returns {import("./run.js").View} */
function trouble(error) {
  if (!(error instanceof Refusal)) throw error;
  if (error.status === 401) showLogin(error.ways);
  return { sections: [h("section", { role: "alert" }, error.status === 404 ? texts.notFound : error.message)] };
}

/** Shows what happens from now on. Whoever is not logged in, or not any more, is asked to. */
function connect() {
  showState("connecting");
  events?.close();
  events = new EventSource("/api/overview/events");
  events.addEventListener("message", ({ data }) => take(JSON.parse(data)));
  events.addEventListener("error", () => void verify());
}

/** @param {Overview} news */
function take(news) {
  const isFirst = overview === undefined;
  const isUpdated = overview !== undefined && overview.version !== news.version;
  if (isUpdated) return location.reload();
  overview = news;
  showState("live");
  byId("person").textContent = news.person.name;
  leave.hidden = false;
  hideLogin();
  view.hidden = false;
  if (isFirst) void showView();
  else showOverview();
}

/** A stream that is refused says nothing of why. */
async function verify() {
  if (overview) showState("lost");
  try {
    take(await send("/api/overview"));
    if (events?.readyState === EventSource.CLOSED) setTimeout(connect, 1_000);
  } catch (error) {
    if (error instanceof Refusal && error.status === 401) showLogin(error.ways);
    else if (events?.readyState === EventSource.CLOSED) setTimeout(connect, 2_000);
  }
}

leave.addEventListener("click", async () => {
  await send("/api/session", "DELETE").catch(() => {});
  showLogin();
  // How people log in is told to whoever is not logged in.
  await verify();
});

addEventListener("hashchange", () => void showView());
setInterval(growAges, 5_000);
translatePage();
watchLogin(connect);
connect();
