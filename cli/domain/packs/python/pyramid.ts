import { type Found, lineAt, type ProjectTree } from "../tree.ts";
import type { Start } from "./servers.ts";

/** Settings of Paste, which name the application, the server and where that listens; those for production come first. */
const settings = /^(?:production|prod|deploy\w{0,20}|development)\.ini$/;

const server = /^\[server:main\]\s/m;
const place = /^(?:listen|port|http_port)[ \t]{0,9}=[ \t]{0,9}(?:([\w.*]{1,60}):)?(\d{2,5})\b/m;

/** `pserve production.ini` */
export function pyramidStart({ texts }: ProjectTree): Start | undefined {
  const [file, text = ""] =
    [...texts].filter(([path, one]) => settings.test(path) && server.test(one)).sort(isForDevelopment)[0] ?? [];
  if (!file) return undefined;
  const from = text.search(server);
  const listens = portIn(file, text, from);
  return {
    value: `pserve ${file}`,
    at: `${file}:${lineAt(text, from)}`,
    command: ["pserve", file],
    entry: undefined,
    server: undefined,
    ...(listens && { listens }),
  };
}

const isForDevelopment = ([one]: readonly [string, string], [other]: readonly [string, string]) =>
  Number(one.startsWith("dev")) - Number(other.startsWith("dev"));

function portIn(file: string, text: string, from: number): (Found<number> & { isLoopback: boolean }) | undefined {
  const found = place.exec(text.slice(from));
  if (!found) return undefined;
  const at = `${file}:${lineAt(text, from + found.index)}`;
  return { value: Number(found[2]), at, isLoopback: /^(?:localhost|127)/.test(found[1] ?? "") };
}
