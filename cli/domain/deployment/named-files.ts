import type { ComposeModel, ComposeService } from "./compose-model.ts";

/** A file or folder of this machine that a Compose model names for its containers. */
export interface NamedFile {
  path: string;
  /** Some container may write to it. */
  isWritable: boolean;
  /** The engine reads it, and not Compose alone. */
  isMounted: boolean;
  /** A file of `configs` or `secrets`: an engine makes a folder in place of another one that is missing. */
  isNeeded: boolean;
}

/** All files and folders that are named, each once. */
export function namedFiles(model: ComposeModel): NamedFile[] {
  const files = new Map<string, NamedFile>();
  withPlaces(model, (path, use) => {
    const known = files.get(path);
    const isEither = (key: keyof Use) => use[key] || known?.[key] === true;
    const [isWritable, isMounted, isNeeded] = [isEither("isWritable"), isEither("isMounted"), isEither("isNeeded")];
    files.set(path, { path, isWritable, isMounted, isNeeded });
    return path;
  });
  return [...files.values()];
}

type Use = Omit<NamedFile, "path">;
type PlaceOf = (path: string, use: Use) => string;

const read: Use = { isWritable: false, isMounted: false, isNeeded: false };
const mounted: Use = { isWritable: false, isMounted: true, isNeeded: false };

/** The model with another place for each file that it names. */
export function withPlaces(model: ComposeModel, placeOf: PlaceOf): ComposeModel {
  const ofFile = <T extends { file?: string }>(entry: T): T =>
    entry.file === undefined ? entry : { ...entry, file: placeOf(entry.file, { ...mounted, isNeeded: true }) };
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
          ? { ...volume, source: placeOf(volume.source, { ...mounted, isWritable: volume.read_only !== true }) }
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

/** The model without these files of variables, which it can do without. */
export function withoutEnvFiles(model: ComposeModel, paths: readonly string[]): ComposeModel {
  if (!model.services || paths.length === 0) return model;
  const isKept = (file: EnvFile) => !paths.includes(typeof file === "string" ? file : file.path);
  const change = ({ env_file, ...service }: ComposeService) => ({
    ...service,
    ...(env_file && { env_file: env_file.filter(isKept) }),
  });
  return { ...model, services: mapped(model.services, change) };
}

type EnvFile = NonNullable<ComposeService["env_file"]>[number];

/** The model with another text for each that is a path, whatever names it. */
export function withTexts(model: ComposeModel, change: (text: string) => string): ComposeModel {
  return JSON.parse(JSON.stringify(model), (_, value) => (typeof value === "string" ? change(value) : value));
}
