import { join } from "node:path";
import type { ChartVersion } from "../../domain/chart/repository-index.ts";
import { chartFile } from "../../domain/release/naming.ts";
import type { ChartStore } from "./store.ts";

/** A folder of this machine, and how files in it are read and written. */
export interface ChartFolder {
  folder: string;
  read(file: string): Promise<Uint8Array | undefined>;
  write(file: string, content: Uint8Array): Promise<void>;
  /** Throws if nothing can be written below a folder. */
  verifyWritable(folder: string): Promise<void>;
}

/** Charts that only this machine has. */
export function localCharts({ folder, read, write, verifyWritable }: ChartFolder): ChartStore {
  const fileOf = ({ name, version }: ChartVersion) => join(folder, chartFile(name, version));
  return {
    place: "this machine",
    url: undefined,
    planOf: fileOf,
    addressOf: fileOf,
    verifyWriteRight: () => verifyWritable(folder),
    download: (chart) => read(fileOf(chart)),
    upload: (chart, packaged) => write(fileOf(chart), packaged),
  };
}
