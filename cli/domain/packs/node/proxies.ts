import { withoutTrailing } from "../../../core/text.ts";
import { lineAt, type ProjectTree } from "../tree.ts";

/** Requests that the server for developing passes on to another program of the repository. */
export interface Proxy {
  /** The path that they begin with; `/` for whatever is no file of the pages. */
  path: string;
  /** Name and port of the service. With a slash at the end of both, the path is taken away. */
  to: string;
  at: string;
}

const address = /["'`](?:https?|ws):\/\/(?:localhost|127\.0\.0\.1|[\w-]{1,60}):(\d{2,5})/g;

/** By the port that a Vite, Vue or Angular configuration or `proxy` of package.json names, and the service that listens at it. */
export const proxiesOf = ({ texts, beside }: ProjectTree): Proxy[] =>
  [...texts].flatMap(([path, text]) =>
    (isConfiguration.test(path) || isTable(path, text)) && beside
      ? proxiesIn(path, withVariables(text, texts), beside)
      : [],
  );

const isConfiguration =
  /^(?:package\.json|(?:vite|vue)\.config\.[cm]?[jt]s|(?:src\/)?proxy\.conf\.(?:json|js)|src\/setupProxy\.js)$/;

/** Of Vue's templates from before its command line. */
const isTable = (path: string, text: string) => path === "config/index.js" && /\bproxyTable\b/.test(text);

const named = /\btarget\s*:\s*(?:\w{1,30}\.){1,4}(\w{1,60})/g;

/** An address may stand in a file of variables, which a builder reads while developing. */
const withVariables = (text: string, texts: ProjectTree["texts"]) =>
  text.replace(named, (whole, name: string) => {
    const lines = [".env.development", ".env"].flatMap((file) => (texts.get(file) ?? "").split(/\r?\n/));
    const value = lines.find((line) => line.startsWith(`${name}=`))?.slice(name.length + 1);
    return value ? `target: "${value.replace(/^["']|["']$/g, "")}"` : whole;
  });

const proxiesIn = (file: string, text: string, beside: ReadonlyMap<number, string>): Proxy[] =>
  [...text.matchAll(address)].flatMap(({ index, 1: port }) => {
    // A server for developing may listen somewhere else than the one for production.
    const [found] = [...beside].filter(([own]) => own === Number(port) || beside.size === 1);
    const path = pathBefore(text.slice(Math.max(0, index - 300), index), file);
    if (!found || !path) return [];
    const to = `${found[1]}:${found[0]}`;
    const [after = ""] = text.slice(index + 1, index + 300).split(/\btarget\b/, 1);
    const at = `${file}:${lineAt(text, index)}`;
    return [/\b(?:rewrite|pathRewrite)\b/.test(after) ? { path: `${path}/`, to: `${to}/`, at } : { path, to, at }];
  });

/** The key before an address: `"/api": { target: "http://localhost:5000" }`. */
function pathBefore(before: string, file: string): string | undefined {
  if (file === "package.json") return /"proxy"\s*:\s*$/.test(before) ? "/" : undefined;
  const path = [...before.matchAll(/["'`]\^?(\/[\w/-]{1,60})(?:\*{1,2})?["'`]/g)].at(-1)?.[1];
  return path && withoutTrailing(path, "/");
}
