import { firstMatch, type Source } from "../shared/scan.ts";
import type { ProjectTree } from "../tree.ts";
import type { Start } from "./servers.ts";

/** Servers for production that a program runs by itself: what starts it is a script that is called like its package. */
const servesItself = /\b(?:WSGIServer|HTTPServer|waitress|cheroot)\b|\bsocketio\.run\(|\beventlet\.wsgi\b/g;

export function ownServer({ paths }: ProjectTree, sources: readonly Source[]): Start | undefined {
  const script = sources.find(({ path, text }) => {
    const stem = path.replace(/\.py$/, "");
    const isOfPackage =
      !stem.includes("/") && paths.some((one) => one.startsWith(stem) && /^\w{1,60}\/__init__\.py$/.test(one));
    return isOfPackage && /^if __name__ == ["']__main__["']/m.test(text);
  });
  const said = script && firstMatch(sources, servesItself);
  if (!said) return undefined;
  const { path } = script;
  return { value: `python ${path}`, at: said.at, command: ["python", path], entry: path, server: undefined };
}
