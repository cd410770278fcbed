import type { PreviewNews } from "../../../domain/git-hosts/preview-comment.ts";
import { type ShownPreview, shownPreview } from "../../../domain/serve/pulls/shown.ts";

/** The previews of a repository as they are known now, for the page and the chat. */
export interface PreviewBoard {
  note(number: number, news: PreviewNews): void;
  knows(number: number): boolean;
  /** Only these are open, or there. */
  keepOnly(numbers: readonly number[]): void;
  /** By the numbers of their pull requests. */
  all(): ShownPreview[];
}

export function createPreviewBoard(): PreviewBoard {
  const known = new Map<number, PreviewNews>();
  return {
    note: (number, news) => void known.set(number, news),
    knows: (number) => known.has(number),
    keepOnly(numbers) {
      for (const number of known.keys()) if (!numbers.includes(number)) known.delete(number);
    },
    all: () =>
      [...known]
        .flatMap(([number, news]) => shownPreview(number, news) ?? [])
        .sort((one, other) => one.number - other.number),
  };
}
