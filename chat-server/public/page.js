import { Attention } from "./attention.js";
import { Composer } from "./composer.js";
import { Database } from "./database.js";
import { Identity } from "./identity.js";
import { tellUnkept } from "./keeping.js";
import { Log } from "./log.js";
import { Notifications } from "./notifications.js";
import { Presence } from "./presence.js";
import { Reading } from "./reading.js";
import { Search } from "./search.js";
import { Session } from "./session.js";
import { counted, texts, translatePage } from "./texts.js";
import { Unsent } from "./unsent.js";
import { forgetUser, rememberedUser, rememberUser } from "./user.js";
import { View } from "./view.js";

/** @typedef {import("./user.js").User} User */

/** Asks for a name; a blank one is a guest's. @param {Database} database @returns {Promise<User>} */
function introduce(database) {
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("login"));
  const name = /** @type {HTMLInputElement} */ (document.getElementById("name"));
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(rememberUser(database, name.value.trim() || texts.guest)));
    document.getElementById("introduction")?.addEventListener("submit", (event) => {
      event.preventDefault();
      dialog.close();
      document.getElementById("text")?.focus();
    });
  });
}

/** @param {User} user @param {Database} database */
async function converse(user, database) {
  const list = /** @type {HTMLElement} */ (document.getElementById("list"));
  const view = new View(user.name);
  const log = new Log(list, () => view.showEmpty(log.isEmpty));
  const attention = new Attention(log, database, await database.fact("seen"));
  const presence = new Presence();
  const notifications = new Notifications((text) => view.tell(text));
  const unsent = new Unsent(log, {
    again: (mid) => session.outbox.insist(mid),
    discard: (mid) => session.outbox.discard(mid),
    edit: (text) => composer.edit(text),
  });
  const identity = new Identity(user.id, database, (await database.fact("token")) ?? "");
  const session = new Session(
    identity,
    database,
    listenerOf({ view, log, attention, notifications, presence, unsent }),
  );
  const composer = new Composer(user, database, {
    send(message) {
      log.unmarkNew();
      unsent.show(message);
      attention.toEnd();
      return session.outbox.add(message);
    },
    typing: () => session.typing(user.name),
  });
  for (const { text, madeAt } of await session.outbox.restore()) unsent.show(JSON.parse(text), madeAt);
  composer.restore(await database.fact("draft"));
  new Reading(
    (mid) => log.find(mid),
    (quoted) => composer.reply(quoted),
  );
  new Search(list, () => log.complete());
  tellUnkept(database, () => session.outbox.size > 0 || !composer.isEmpty);
  offerToLeave(session.outbox, database);
  session.start();
}

/**
 * What the conversation with the server changes on the page.
 * @param {{ view: View, log: Log, attention: Attention, notifications: Notifications, presence: Presence, unsent: Unsent }} parts
 * @returns {import("./session.js").SessionListener}
 */
const listenerOf = ({ view, log, attention, notifications, presence, unsent }) => ({
  stateChanged(state) {
    // Also where the connection is lost in the middle of a history.
    showBusy(view, log, false);
    view.showState(state);
    unsent.showOnline(state === "online");
  },
  greeted(hello) {
    view.showRelease(hello.version, hello.store);
    showBusy(view, log, true);
    if (hello.recovered) return;
    attention.startOver();
    log.clear();
  },
  received(message, isReplay) {
    attention.received(message, isReplay);
    log.add(message);
    presence.sent(message.uid);
    if (!isReplay) notifications.tell(message);
  },
  presenceChanged: (present, ownUid) => presence.show(present, ownUid),
  caughtUp() {
    attention.caughtUp();
    showBusy(view, log, false);
  },
  settled: (mid, outcome) => unsent.settle(mid, outcome),
});

/** @param {View} view @param {Log} log @param {boolean} isBusy */
function showBusy(view, log, isBusy) {
  view.showBusy(isBusy);
  log.setBusy(isBusy);
}

/** @param {import("./outbox.js").Outbox} outbox @param {Database} database */
function offerToLeave(outbox, database) {
  document.getElementById("leave")?.addEventListener("click", async () => {
    if (outbox.size > 0 && !confirm(counted(texts.unsent, outbox.size))) return;
    await forgetUser(database);
    location.reload();
  });
}

translatePage();
const database = await Database.open();
await converse((await rememberedUser(database)) ?? (await introduce(database)), database);
