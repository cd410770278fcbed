import { type AST, RegExpParser } from "@eslint-community/regexpp";

/** A text that may make a pattern slow: what it begins with, what is repeated, and what keeps it from matching. */
export interface Attack {
  begin: string;
  repeated: string;
  end: string;
}

export const textOf = ({ begin, repeated, end }: Attack, length: number): string =>
  begin + repeated.repeat(Math.ceil(length / repeated.length)) + end;

/** What is tried for a class of characters, and repeated by itself. */
const characters = [..."aA0 .-_:/@\"'`([{}])<=;,?#\\\n\t\u001b\u009b\u0007é"];
const neverMatched = "\n\u0000";

/** The worst texts for a pattern: each of its beginnings again and again, and each repetition without the end. */
export function attacksOn(regex: RegExp): Attack[] {
  const walk = new Walk(regex);
  walk.alternatives(new RegExpParser().parsePattern(regex.source, undefined, undefined, modeOf(regex)).alternatives);
  if (walk.found.length === 0) return [];
  const plain = characters.map((repeated) => ({ begin: "", repeated, end: neverMatched }));
  const all = [...plain, ...walk.found].filter(({ repeated }) => repeated !== "");
  return [...new Map(all.map((attack) => [JSON.stringify(attack), attack])).values()];
}

/** Only what may go on without end can make a pattern slow. */
const isRepetition = (element: AST.Element): boolean =>
  element.type === "Quantifier" && element.max === Number.POSITIVE_INFINITY;

const hasRepetition = (element: AST.Element): boolean =>
  isRepetition(element) ||
  (element.type === "Quantifier" && hasRepetition(element.element)) ||
  ("alternatives" in element && element.alternatives.some(({ elements }) => elements.some(hasRepetition)));

const modeOf = ({ unicode, unicodeSets }: RegExp) => ({ unicode, unicodeSets });

/** Goes through a pattern with a short text that leads to each of its repetitions. */
class Walk {
  readonly found: Attack[] = [];
  readonly #flags: string;

  constructor({ flags }: RegExp) {
    this.#flags = flags.replace(/[gy]/g, "");
  }

  /** `path` leads here; `repetitions` are those beginnings of it that end at a repetition. */
  alternatives(all: readonly AST.Alternative[], path = "", repetitions: readonly string[] = []): void {
    for (const { elements } of all) {
      let here = path;
      let seen = repetitions;
      for (const element of elements) {
        this.#enter(element, here, seen);
        if (hasRepetition(element)) seen = [...seen, here];
        here += this.#words(element)[0] ?? "";
        // Inside a group, which may be repeated as a whole.
        if (path !== "") this.#add("", here);
      }
      for (const before of seen) this.#add(before, here.slice(before.length));
    }
  }

  #enter(element: AST.Element, path: string, repetitions: readonly string[]): void {
    if ("alternatives" in element) this.alternatives(element.alternatives, path, repetitions);
    if (element.type !== "Quantifier") return;
    for (const before of isRepetition(element) ? ["", ...repetitions] : [])
      this.#add(before, path.slice(before.length));
    const end = `${characters.find((character) => !this.#matches(element.element, character)) ?? ""}${neverMatched}`;
    for (const word of isRepetition(element) ? this.#words(element.element) : []) {
      this.#add(path, word, end);
      this.#add("", path + word, end);
    }
    this.#enter(element.element, path, repetitions);
  }

  #add(begin: string, repeated: string, end = neverMatched): void {
    this.found.push({ begin, repeated, end: "" }, { begin, repeated, end });
  }

  #matches = ({ raw }: AST.Element, text: string) => new RegExp(`^(?:${raw})$`, this.#flags).test(text);

  /** Short texts that an element matches. */
  #words(element: AST.Element): string[] {
    switch (element.type) {
      case "Character":
        return [String.fromCodePoint(element.value)];
      case "CharacterSet":
      case "CharacterClass":
        return characters.filter((character) => this.#matches(element, character));
      case "Group":
      case "CapturingGroup":
        return element.alternatives.map(({ elements }) => elements.map((each) => this.#words(each)[0] ?? "").join(""));
      case "Quantifier":
        return this.#words(element.element).map((word) => word.repeat(Math.max(1, element.min)));
      default:
        return [""];
    }
  }
}
