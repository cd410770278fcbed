/** An element of an XML file. */
export interface XmlElement {
  name: string;
  attributes: Readonly<Record<string, string>>;
  /** What stands between its tags, without that of its children. */
  text: string;
  line: number;
  children: readonly XmlElement[];
}

type Open = XmlElement & { children: XmlElement[] };

const opened = (name: string, attributes: Record<string, string>, line: number): Open => ({
  name,
  attributes,
  text: "",
  line,
  children: [],
});

/** What is no element is skipped with its end: what a file means that is not well-formed, its own tool has to say. */
const skipped: readonly [start: string, end: string][] = [
  ["<!--", "-->"],
  ["<![CDATA[", "]]>"],
  ["<?", "?>"],
  ["<!", ">"],
];

/** The outermost element of a file; an empty one if there is none. Namespaces are part of the names. */
export function parseXml(text: string): XmlElement {
  const document = opened("", {}, 1);
  const open: Open[] = [document];
  let line = 1;
  let from = 0;
  for (let at = text.indexOf("<"); at !== -1; at = text.indexOf("<", from)) {
    const between = text.slice(from, at);
    line += between.split("\n").length - 1;
    const inner = open.at(-1) ?? document;
    inner.text += between.trim();
    const end = endOf(text, at);
    const tag = text.slice(at, end);
    take(tag, open, line);
    line += tag.split("\n").length - 1;
    from = end;
  }
  return document.children[0] ?? document;
}

function endOf(text: string, at: number): number {
  const [, mark] = skipped.find(([start]) => text.startsWith(start, at)) ?? ["", ">"];
  const end = text.indexOf(mark, at + 1);
  return end === -1 ? text.length : end + mark.length;
}

function take(tag: string, open: Open[], line: number): void {
  const [, closes, name] = /^<(\/?)([\w:.-]+)/.exec(tag) ?? [];
  if (name === undefined) return;
  if (closes) {
    const index = open.findLastIndex((element) => element.name === name);
    if (index > 0) open.length = index;
    return;
  }
  const element = opened(name, attributesOf(tag), line);
  open.at(-1)?.children.push(element);
  if (!tag.endsWith("/>")) open.push(element);
}

function attributesOf(tag: string): Record<string, string> {
  const found = tag.matchAll(/(?<![\w:.-])([\w:.-]+)\s{0,9}=\s{0,9}(?:"([^"]{0,999})"|'([^']{0,999})')/g);
  return Object.fromEntries([...found].map(([, name = "", double, single]) => [name, double ?? single ?? ""]));
}

/** The element that a path of names leads to, by the first of each name. */
export function xmlAt(element: XmlElement | undefined, ...path: string[]): XmlElement | undefined {
  return path.reduce<XmlElement | undefined>((inner, name) => xmlAll(inner, name)[0], element);
}

export const xmlAll = (element: XmlElement | undefined, name: string): XmlElement[] =>
  element?.children.filter((child) => child.name === name) ?? [];
