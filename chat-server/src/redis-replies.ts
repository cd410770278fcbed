import type { Entry } from "./entry.ts";
import type { Present } from "./present.ts";

type RawEntry = [id: string, fields: string[] | null];

const entryOf = ([id, fields]: RawEntry): Entry[] => {
  const values = fields ?? [];
  const field = (name: string) => (values.includes(name) ? values[values.indexOf(name) + 1] : undefined);
  const text = field("m");
  if (text === undefined) return [];
  return [{ offset: Number.parseInt(id, 10), text, storedAt: Number(field("t")), uid: field("u"), epoch: field("e") }];
};

/** The entries of an XREVRANGE reply. */
export const readEntries = (reply: RawEntry[]): Entry[] => reply.flatMap(entryOf);

/** The entries of an XREAD reply from one stream; null means that nothing came. */
export function readStreams(reply: unknown): Entry[] {
  const [first] = (reply ?? []) as [stream: string, entries: RawEntry[]][];
  return readEntries(first?.[1] ?? []);
}

/** What the script of presence answers: how many are there, then `uid` and name of each who writes. */
export function readPresent(reply: unknown): Present {
  const [here, ...typists] = reply as [number, ...string[]];
  const typing = typists.flatMap((uid, index) => (index % 2 === 0 ? [{ uid, name: typists[index + 1] ?? "" }] : []));
  return { here, typing };
}
