import type { ComposeModel, ComposeService } from "./compose-model.ts";

/** A file or folder of this machine that a Compose model names for its containers. */
export interface NamedFile {
  path: string;
  /** Some container may write to it. */
  isWritable: boolean;
  /** The engine reads it, and not Compose alone. */
  isMounted: boolean;
}

/** All files and folders that are named, each once. */
export function namedFiles(model: ComposeModel): NamedFile[] {
  const files = new Map<string, NamedFile>();
  withPlaces(model, (path, use) => {
    const known = files.get(path);
    const isEither = (key: keyof Use) => use[key] || known?.[key] === true;
    files.set(path, { path, isWritable: isEither("isWritable"), isMounted: isEither("isMounted") });
    return path;
  });
  return [...files.values()];
}

type Use = Omit<NamedFile, "path">;
type PlaceOf = (path: string, use: Use) => string;

const read: Use = { isWritable: false, isMounted: false };
const mounted: Use = { isWritable: false, isMounted: true };

/** The model with another place for each file that it names. */
export function withPlaces(model: ComposeModel, placeOf: PlaceOf): ComposeModel {
  const ofFile = <T extends { file?: string }>(entry: T): T =>
    entry.file === undefined ? entry : { ...entry, file: placeOf(entry.file, mounted) };
  const { services, configs, secrets, ...others } = model;
  return {
    ...others,
    ...(services && { services: mapped(services, (service) => inService(service, placeOf)) }),
    ...(configs && { configs: mapped(configs, ofFile) }),
    ...(secrets && { secrets: mapped(secrets, ofFile) }),
  };
}

const mapped = <T>(entries: Record<string, T>, change: (entry: T) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, change(entry)]));

function inService({ volumes, env_file, ...service }: ComposeService, placeOf: PlaceOf): ComposeService {
  return {
    ...service,
    ...(volumes && {
      volumes: volumes.map((volume) =>
        volume.type === "bind" && volume.source
          ? { ...volume, source: placeOf(volume.source, { isWritable: volume.read_only !== true, isMounted: true }) }
          : volume,
      ),
    }),
    ...(env_file && {
      env_file: env_file.map((file) =>
        typeof file === "string" ? placeOf(file, read) : { ...file, path: placeOf(file.path, read) },
      ),
    }),
  };
}

/** The model with another text for each that is a path, whatever names it. */
export function withTexts(model: ComposeModel, change: (text: string) => string): ComposeModel {
  return JSON.parse(JSON.stringify(model), (_, value) => (typeof value === "string" ? change(value) : value));
}
