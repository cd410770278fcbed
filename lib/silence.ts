/**
 * Listens for silence: `signal` aborts with a TimeoutError once nothing has been heard for `ms`. Silence of what waits
 * for good reason counts as something heard.
 */
export interface Silence {
  signal: AbortSignal;
  /** Something was heard: the time begins anew. */
  heard: () => void;
  end: () => void;
}

export function listenForSilence(ms: number, isWaiting = () => false): Silence {
  const controller = new AbortController();
  const timer = setTimeout(() => {
    if (isWaiting()) timer.refresh();
    else controller.abort(new DOMException(`nothing within ${ms / 1_000} s`, "TimeoutError"));
  }, ms);
  return { signal: controller.signal, heard: () => void timer.refresh(), end: () => clearTimeout(timer) };
}
