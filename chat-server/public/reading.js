import { quoteOf } from "./item.js";

/** How one moves in the conversation: with arrows between messages, to what is quoted, and to a reply. */
export class Reading {
  #log = /** @type {HTMLElement} */ (document.getElementById("log"));
  #find;
  #reply;

  /** @param {(mid: string) => HTMLElement | undefined} find @param {(quoted: import("./item.js").Quoted) => void} reply */
  constructor(find, reply) {
    this.#find = find;
    this.#reply = reply;
    this.#log.addEventListener("click", ({ target }) => this.#clicked(/** @type {Element} */ (target)));
    this.#log.addEventListener("keydown", (event) => this.#pressed(event));
  }

  /** @param {Element} target */
  #clicked(target) {
    if (target.closest(".reply")) return this.#replyTo(target);
    const quoted = /** @type {HTMLElement | null} */ (target.closest(".quote"))?.dataset.of;
    const item = quoted === undefined ? undefined : this.#find(quoted);
    item?.scrollIntoView({ block: "center" });
    item?.focus({ preventScroll: true });
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const target = /** @type {Element} */ (event.target);
    // A tall message scrolls by itself.
    if (target.matches(".bubble")) return;
    if (event.key === "Enter" && target.matches(".message")) this.#replyTo(target);
    else if (event.key === "ArrowUp") this.#move(target, "previousElementSibling");
    else if (event.key === "ArrowDown") this.#move(target, "nextElementSibling");
    else return;
    event.preventDefault();
  }

  /** @param {Element} inside */
  #replyTo(inside) {
    const item = /** @type {HTMLElement} */ (inside.closest(".message"));
    if (item.dataset.mid && !item.classList.contains("pending")) this.#reply(quoteOf(item));
  }

  /** @param {Element} from @param {"previousElementSibling" | "nextElementSibling"} direction */
  #move(from, direction) {
    let item = from.closest(".message")?.[direction] ?? (from === this.#log ? lastOf(this.#log) : null);
    while (item && !item.matches(".message")) item = item[direction];
    /** @type {HTMLElement | null} */ (item)?.focus();
  }
}

/** @param {HTMLElement} log */
const lastOf = (log) => [...log.querySelectorAll(".message")].at(-1) ?? null;
