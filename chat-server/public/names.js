const longest = 40;
/** Characters that change the order of what stands around them. */
const reordering = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
/** What nobody sees: white space, parts of other characters, and the blank of Braille. */
const unseen = /[\s\u2800\p{M}\p{C}\p{Default_Ignorable_Code_Point}]/gu;

const segmenter = new Intl.Segmenter();

/** A name as the page shows it: others choose it, and it must neither hide nor turn around what is said of them. @param {string} claimed */
export function shownName(claimed) {
  const name = claimed.replace(reordering, "").trim();
  if (name.replace(unseen, "") === "") return "?";
  if (name.length <= longest) return name;
  const characters = Array.from(segmenter.segment(name), ({ segment }) => segment);
  return characters.length > longest ? `${characters.slice(0, longest).join("")}…` : name;
}

/** What a reader takes for its first character, a flag or a family included. @param {string} name */
export const initialOf = (name) => segmenter.segment(name).containing(0)?.segment.toUpperCase() ?? "?";
