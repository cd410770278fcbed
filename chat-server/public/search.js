import { part } from "./item.js";
import { filled, texts } from "./texts.js";

/** Without case and accents. @param {string | null} text */
const simplified = (text) => (text ?? "").normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Finds messages among those on the page, the newest first. */
export class Search {
  #list;
  #complete;
  #panel = /** @type {HTMLElement} */ (document.getElementById("search"));
  #input = /** @type {HTMLInputElement} */ (document.getElementById("sought"));
  #count = /** @type {HTMLElement} */ (document.getElementById("found"));
  #button = /** @type {HTMLElement} */ (document.getElementById("find"));
  /** @type {HTMLElement | undefined} */ #current;

  /** @param {HTMLElement} list @param {() => void} complete has all of them there */
  constructor(list, complete) {
    this.#list = list;
    this.#complete = complete;
    this.#button.addEventListener("click", () => this.#toggle(this.#panel.hidden === true));
    document.getElementById("earlier")?.addEventListener("click", () => this.#step(-1));
    document.getElementById("later")?.addEventListener("click", () => this.#step(1));
    this.#input.addEventListener("input", () => {
      this.#show(undefined, []);
      this.#step(-1);
    });
    this.#panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.#toggle(false);
      if (event.key === "Enter" && event.target === this.#input) this.#step(event.shiftKey ? 1 : -1);
    });
  }

  /** @param {boolean} isOpen */
  #toggle(isOpen) {
    this.#panel.hidden = !isOpen;
    this.#button.ariaExpanded = `${isOpen}`;
    if (isOpen) return this.#input.focus();
    this.#input.value = "";
    this.#show(undefined, []);
    this.#button.focus();
  }

  /** @param {number} direction */
  #step(direction) {
    const matches = this.#matches();
    const from = this.#current ? matches.indexOf(this.#current) : matches.length;
    this.#show(matches.at((from + direction + matches.length) % (matches.length || 1)), matches);
  }

  #matches() {
    const sought = simplified(this.#input.value.trim());
    if (!sought) return [];
    this.#complete();
    const items = /** @type {HTMLElement[]} */ ([...this.#list.querySelectorAll(".message")]);
    return items.filter((item) =>
      ["name", "text"].some((name) => simplified(part(item, name).textContent).includes(sought)),
    );
  }

  /** @param {HTMLElement | undefined} match @param {HTMLElement[]} matches newest last */
  #show(match, matches) {
    this.#current?.classList.remove("found");
    this.#current = match;
    match?.classList.add("found");
    match?.scrollIntoView({ block: "center" });
    const n = match ? matches.length - matches.indexOf(match) : 0;
    const isAsked = this.#input.value.trim() !== "";
    this.#count.textContent = match ? filled(texts.found, { n, all: matches.length }) : isAsked ? texts.nothing : "";
  }
}
