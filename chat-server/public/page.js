import { Composer } from "./composer.js";
import { Connection } from "./connection.js";
import { Log } from "./log.js";
import { texts, translatePage } from "./texts.js";
import { forgetUser, rememberedUser, rememberUser } from "./user.js";
import { View } from "./view.js";

/** @typedef {import("./user.js").User} User */

/** Asks for a name; a blank one is a guest's. @returns {Promise<User>} */
function introduce() {
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("login"));
  const name = /** @type {HTMLInputElement} */ (document.getElementById("name"));
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(rememberUser(name.value.trim() || texts.guest)));
    document.getElementById("introduction")?.addEventListener("submit", (event) => {
      event.preventDefault();
      dialog.close();
    });
  });
}

/** @param {User} user */
function converse(user) {
  const view = new View(user.name);
  const log = new Log(view.log, user.id);
  const connection = new Connection({
    stateChanged: (state) => view.showState(state),
    availabilityChanged: (available) => view.showAvailability(available),
    greeted(hello) {
      view.showRelease(hello.version, hello.store);
      view.catchUp();
      if (!hello.recovered) log.clear();
    },
    received: (message) => view.keepingPosition(() => log.add(message), message.uid === user.id),
    caughtUp: () => view.caughtUp(),
    settled: (mid, outcome) => view.keepingPosition(() => log.settle(mid, outcome), false),
  });
  new Composer(user, (message) => {
    view.keepingPosition(() => log.addPending(message), true);
    connection.send(message);
  });
}

translatePage();
document.getElementById("leave")?.addEventListener("click", () => {
  forgetUser();
  location.reload();
});
converse(rememberedUser() ?? (await introduce()));
