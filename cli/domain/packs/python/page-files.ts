import { commandWords } from "../shared/procfile.ts";
import type { Source } from "../shared/scan.ts";
import { lineAt, type ProjectTree } from "../tree.ts";
import type { Start } from "./servers.ts";

/** Packages that make a page of a file and serve it by themselves: how they are started, and where they listen. */
const pages: Readonly<Record<string, { start: (file: string) => string; port: number }>> = {
  streamlit: {
    start: (file) => `streamlit run ${file} --server.headless true --server.address 0.0.0.0 --server.port $PORT`,
    port: 8501,
  },
  chainlit: { start: (file) => `chainlit run ${file} --headless --host 0.0.0.0 --port $PORT`, port: 8000 },
  gradio: { start: (file) => `GRADIO_SERVER_NAME=0.0.0.0 GRADIO_SERVER_PORT=$PORT python ${file}`, port: 7860 },
  panel: {
    start: (file) => `panel serve ${file} --address 0.0.0.0 --port $PORT --allow-websocket-origin "*"`,
    port: 5006,
  },
};

/** What Streamlit is told by a file. */
const settings = ".streamlit/config.toml";
const configured = /^(?:server\.)?port\s{0,9}=\s{0,9}(\d{4,5})\b/m;

/** The file nearest to the top that imports such a package; one that is called like a start comes before others. */
export function pageStart(
  { texts }: ProjectTree,
  sources: readonly Source[],
  requirements: ReadonlySet<string>,
): Start | undefined {
  for (const [name, { start, port }] of Object.entries(pages)) {
    if (!requirements.has(name)) continue;
    const importing = sources.flatMap(({ path, text }) => {
      const index = [`import ${name}`, `from ${name}`]
        .map((words) => text.indexOf(words))
        .find((found) => found !== -1);
      return index === undefined ? [] : [{ path, at: `${path}:${lineAt(text, index)}` }];
    });
    const first =
      importing.find(({ path }) => /^(?:src\/)?(?:streamlit_app|app|main|home|ui|demo)\.py$/i.test(path)) ??
      importing[0];
    if (!first) continue;
    const value = start(first.path);
    const told = { port: Number(name === "streamlit" && configured.exec(texts.get(settings) ?? "")?.[1]) || port };
    return { value, at: first.at, command: commandWords(value), entry: first.path, server: undefined, ...told };
  }
  return undefined;
}
