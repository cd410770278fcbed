/**
 * Says that the browser keeps nothing for this page, or has no room left, and asks before what was typed is lost with it.
 * It stays: what was not written then is not written later, either.
 * @param {import("./database.js").Database} database @param {() => boolean} isUnsent whether there is something to lose
 */
export function tellUnkept(database, isUnsent) {
  const notice = /** @type {HTMLElement} */ (document.getElementById("unkept"));
  database.onUnkept(() => {
    notice.hidden = false;
  });
  addEventListener("beforeunload", (event) => {
    if (!database.isKept && isUnsent()) event.preventDefault();
  });
}
