import { type Catalog, dotted } from "./gradle-catalog.ts";

const runtime =
  /^\s{0,40}"?(?:implementation|api|compile|runtimeOnly|runtime|providedRuntime|\w{1,40}Implementation)"?[\s(]/;
const other = /^\s{0,40}(?:\w{1,40}[\s({]|[})])/;

/** Artifacts that are there at run time; a list may go on over several lines. */
export function dependenciesIn(text: string, catalog: Catalog): string[] {
  let isRuntime = false;
  return text.split("\n").flatMap((line) => {
    if (runtime.test(line)) isRuntime = !/^\s{0,40}"?(?:test|androidTest|integrationTest)/.test(line);
    else if (other.test(line)) isRuntime = false;
    return isRuntime ? artifactsIn(line, catalog) : [];
  });
}

function artifactsIn(line: string, catalog: Catalog): string[] {
  const written = [...line.matchAll(/["'][\w.-]{1,99}:([\w.-]{1,99})(?=[:"'@])/g)].map(([, name = ""]) => name);
  const named = /\bname\s{0,9}[:=]\s{0,9}["']([\w.-]{1,99})["']/.exec(line)?.[1];
  const projects = [
    ...line.matchAll(/\bproject\(\s{0,9}(?:path\s{0,9}[:=]\s{0,9})?["'][\w:-]{0,99}?([\w-]{1,99})["']/g),
  ].map(([, name = ""]) => name);
  const typed = [...line.matchAll(/\bprojects\.([\w.]{1,99})/g)].map(([, name = ""]) =>
    kebab(name.split(".").at(-1) ?? ""),
  );
  const published = [...line.matchAll(/\b(mn|ktorLibs)\.([\w.]{1,99})/g)].map(
    ([, catalogue, name = ""]) => (catalogue === "mn" ? "" : "ktor-") + kebab(name).replaceAll(".", "-"),
  );
  const catalogued = [...line.matchAll(/\blibs\.([\w.]{1,99})/g)].flatMap(
    ([, name = ""]) => catalog.libraries.get(dotted(name)) ?? [],
  );
  return [...written, ...(named ? [named] : []), ...projects, ...typed, ...published, ...catalogued];
}

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
