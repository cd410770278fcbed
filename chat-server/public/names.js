const longest = 40;
/** Most names are: what letters of all languages are is not asked for them, which takes a phone a while at first. */
const simple = /^[!-~](?:[ -~]*[!-~])?$/;
/** Characters that change the order of what stands around them. */
const reordering = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
/** What nobody sees: white space, parts of other characters, and the blank of Braille. */
const unseen = /[\s\u2800\p{M}\p{C}\p{Default_Ignorable_Code_Point}]/gu;

/** What a reader takes for one character, a flag or a family included. @param {string} name */
const charactersOf = (name) =>
  simple.test(name) ? [...name] : Array.from(new Intl.Segmenter().segment(name), ({ segment }) => segment);

/** A name as the page shows it: others choose it, and it must neither hide nor turn around what is said of them. @param {string} claimed */
export function shownName(claimed) {
  const isSimple = simple.test(claimed);
  const name = isSimple ? claimed : claimed.replace(reordering, "").trim();
  if (!isSimple && name.replace(unseen, "") === "") return "?";
  if (name.length <= longest) return name;
  const characters = charactersOf(name);
  return characters.length > longest ? `${characters.slice(0, longest).join("")}…` : name;
}

/** @param {string} name */
export const initialOf = (name) => charactersOf(name)[0]?.toUpperCase() ?? "?";
