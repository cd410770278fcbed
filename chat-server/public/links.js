const candidates = /\bhttps?:\/\/[^\s<>"]+/gi;
const endOfSentence = /[.,;:!?'*_…]+$/;
/** Characters that change the order in which text is shown, and can make a link look like another. */
const reordering = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/** @param {string} found @returns {string} */
function withoutPunctuation(found) {
  const link = found.replace(endOfSentence, "");
  const isUnbalanced = link.endsWith(")") && link.split(")").length > link.split("(").length;
  return isUnbalanced ? withoutPunctuation(link.slice(0, -1)) : link;
}

/** A host as it is written, up to what everybody takes for its end. */
const hostAsWritten = /^https?:\/\/([^/?#\\]*)/i;
/** Letters of all languages, but no sign that looks like a slash, as in https://bank.example⁄other.example. */
const honestHost = /^[\p{L}\p{M}\p{N}.\-:[\]]+$/u;

/** No link to a host that hides behind a name, as in https://bank.example@other.example. @param {string} text */
function isHonest(text) {
  const [, host = ""] = hostAsWritten.exec(text) ?? [];
  return URL.canParse(text) && honestHost.test(host) && !reordering.test(text);
}

/**
 * A text in pieces, links apart from what stands between them.
 * @param {string} text @returns {{ text: string, isLink: boolean }[]}
 */
export function pieces(text) {
  const found = [];
  let end = 0;
  for (const { 0: match, index } of text.matchAll(candidates)) {
    const link = withoutPunctuation(match);
    if (!isHonest(link)) continue;
    found.push({ text: text.slice(end, index), isLink: false }, { text: link, isLink: true });
    end = index + link.length;
  }
  found.push({ text: text.slice(end), isLink: false });
  return found.filter((piece) => piece.text);
}

/** @param {string} text @returns {Node[]} */
export const linked = (text) =>
  pieces(text).map((piece) => {
    if (!piece.isLink) return document.createTextNode(piece.text);
    const link = document.createElement("a");
    link.href = piece.text;
    link.textContent = piece.text;
    link.target = "_blank";
    link.rel = "noopener noreferrer nofollow ugc";
    return link;
  });
