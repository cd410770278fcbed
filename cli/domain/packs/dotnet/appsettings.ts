/** What a program finds beside itself when it runs. */
export const settingsFile = /(?:^|\/)appsettings(?:\.Production)?\.json$/;

/** A text or a number of such a file, with the keys above it; one of a list has its place there as the last. */
export interface Text {
  keys: readonly string[];
  value: string;
  index: number;
}

const token = /"((?:[^"\\\n]|\\.){0,999})"(\s{0,20}:)?|[{}[\]]|(?<![\w.-])\d{2,5}(?![\w.-])/g;

/** Comments and commas too many, which .NET allows, do not matter. */
export function textsIn(text: string): Text[] {
  const open: string[] = [];
  const found: Text[] = [];
  let key = "";
  let place: number | undefined;
  const code = text.replace(/^[ \t]*\/\/.*$/gm, (line) => " ".repeat(line.length));
  for (const match of code.matchAll(token)) {
    const [whole, word = whole, colon] = match;
    if (whole === "{") {
      open.push(key);
      key = "";
      place = undefined;
    } else if (whole === "}") open.pop();
    else if (whole === "[") place = 0;
    else if (whole === "]") {
      place = undefined;
      key = "";
    } else if (colon !== undefined) key = word;
    else if (key) {
      const list = place === undefined ? [] : [String(place++)];
      found.push({ keys: [...open.slice(1), key, ...list], value: word.replaceAll("\\\\", "\\"), index: match.index });
      if (place === undefined) key = "";
    }
  }
  return found;
}

/** The variable that takes the place of a setting. */
export const variableOf = (keys: readonly string[]): string => keys.join("__").replaceAll("-", "_").toUpperCase();
