import { httpServer } from "./http-server.ts";

/** A digest of nothing but this letter. */
export const digestOf = (letter: string) => `sha256:${letter.repeat(64)}`;

const commit = "c0ffee";

const manifest = (config: string) => ({ config: { digest: digestOf(config) } });
const index = (...platforms: string[]) => ({ manifests: platforms.map((digest) => ({ digest: digestOf(digest) })) });
const config = (revision?: string) => ({
  config: { Labels: revision ? { "org.opencontainers.image.revision": revision } : {} },
});

const held: Record<string, object> = {
  [`/manifests/${digestOf("a")}`]: index("b", "c"),
  [`/manifests/${digestOf("b")}`]: manifest("1"),
  [`/manifests/${digestOf("c")}`]: manifest("2"),
  [`/manifests/${digestOf("d")}`]: index("b"),
  [`/manifests/${digestOf("e")}`]: manifest("3"),
  [`/manifests/${digestOf("f")}`]: manifest("4"),
  [`/blobs/${digestOf("1")}`]: config(commit),
  [`/blobs/${digestOf("2")}`]: config(commit),
  [`/blobs/${digestOf("3")}`]: config("bad"),
  [`/blobs/${digestOf("4")}`]: config(),
};

/**
 * The image that was released, the index `a` of the platforms `b` and `c`, in a registry that has more: `d` is another
 * index with one of its configurations, `e` is of another commit, `f` says nothing of itself.
 */
export async function released() {
  const { host } = await httpServer(({ url = "" }, response) => {
    const found = held[url.replace("/v2/team/chat", "")];
    response.writeHead(found ? 200 : 404).end(JSON.stringify(found ?? {}));
  });
  return { repository: `${host}/team/chat`, digest: digestOf("a"), commit };
}

export const reach = { env: {}, signal: new AbortController().signal };
