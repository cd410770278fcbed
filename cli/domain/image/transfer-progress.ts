/** What an engine tells of a pull or push, layer by layer. */
export interface TransferEntry {
  id?: string;
  status?: string;
  progressDetail?: { current?: number; total?: number };
}

/** Why a transfer goes no further, as far as the engine tells, and what to do. */
export interface Standstill {
  why: string;
  hint: string;
}

export interface TransferProgress {
  /** Whether an entry tells of progress: of words that repeat themselves nothing comes. */
  take(entry: TransferEntry): boolean;
  /** Of layers that are sent whole, and not taken yet: how long the registry may be busy with them. */
  storingMs(): number;
  /** Why it goes no further now. */
  standstill(): Standstill;
}

const lookThere = "Check that the registry is well and that the engine reaches it, then run the same command again.";

/** A proxy that collects uploads passes them on at its own speed, and storage takes its time. */
const storedBytesPerMs = 1_000;

interface Layer {
  status: string;
  current: number;
  total: number;
}

const isSent = ({ status, current, total }: Layer): boolean =>
  status.startsWith("Pushing") && total > 0 && current >= total;

const slowStore =
  "A proxy in front of the registry may collect uploads (nginx: proxy_request_buffering off), or its storage is slow: look there, then run the same command again.";

export function followTransfer(): TransferProgress {
  const layers = new Map<string, Layer>();
  return {
    take({ id, status = "", progressDetail: { current = 0, total = 0 } = {} }) {
      if (id === undefined) return true;
      const before = layers.get(id);
      layers.set(id, { status, current, total });
      if (/^Retrying/.test(status)) return false;
      return before?.status !== status || current > before.current;
    },
    storingMs: () =>
      [...layers.values()].reduce((sum, layer) => sum + (isSent(layer) ? layer.total / storedBytesPerMs : 0), 0),
    standstill: () => standstillOf([...layers.values()]),
  };
}

function standstillOf(layers: Layer[]): Standstill {
  const count = (pattern: RegExp) => layers.filter(({ status }) => pattern.test(status)).length;
  const [retried, moving] = [count(/^Retrying/), count(/^(Pushing|Downloading)/)];
  const waiting = count(/^(Waiting|Preparing|Pulling fs layer)/);
  if (retried > 0) return { why: `the engine tries ${layersOf(retried)} again and again`, hint: lookThere };
  const sent = layers.filter(isSent).length;
  if (sent > 0 && sent === moving) {
    return { why: `${layersOf(sent)} sent whole, and the registry has not taken it yet`, hint: slowStore };
  }
  if (moving > 0) return { why: `${layersOf(moving)} under way, and the registry moves nothing`, hint: lookThere };
  if (waiting === 0) return { why: "the engine waits for the registry", hint: lookThere };
  return {
    why: `${layersOf(waiting)} waiting for a turn: other transfers hold the few that the engine makes at a time`,
    hint: "Wait for the other pushes and pulls of this engine, or stop them: one whose registry stalls holds its place (`max-concurrent-uploads` in the engine's daemon.json). Then run the same command again.",
  };
}

const layersOf = (count: number): string => `${count} ${count === 1 ? "layer" : "layers"}`;
