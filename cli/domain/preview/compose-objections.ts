type Written = Record<string, unknown>;

/** What a service may say. All else could reach beyond its containers: devices, the host's network, other programs' data. */
const serviceKeys = new Set([
  ...["annotations", "attach", "build", "cap_drop", "command", "configs", "container_name", "cpu_shares", "cpus"],
  ...["depends_on", "deploy", "dns", "domainname", "entrypoint", "env_file", "environment", "expose", "extends"],
  ...["extra_hosts", "group_add", "healthcheck", "hostname", "image", "init", "labels", "mem_limit"],
  ...["mem_reservation", "memswap_limit", "network_mode", "networks", "pids_limit", "platform", "ports", "profiles"],
  ...["pull_policy", "read_only", "restart", "scale", "secrets", "security_opt", "shm_size", "stdin_open"],
  ...["stop_grace_period", "stop_signal", "tmpfs", "tty", "ulimits", "user", "volumes", "working_dir"],
]);

const buildKeys = new Set([
  ...["additional_contexts", "args", "cache_from", "context", "dockerfile", "dockerfile_inline", "labels", "platforms"],
  ...["pull", "secrets", "shm_size", "tags", "target"],
]);

const volumeKeys = new Set(["labels", "driver"]);
const networkKeys = new Set(["attachable", "driver", "enable_ipv6", "internal", "labels"]);
const sourceKeys = new Set(["content", "environment", "file"]);
const usualDrivers = ["local", "bridge"];
const harmlessOptions = /^no-new-privileges(?:[:=]true)?$/;

const isObject = (value: unknown): value is Written =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const entriesOf = (value: unknown): [string, unknown][] => Object.entries(isObject(value) ? value : {});
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]);
const isOwn = (key: string) => key.startsWith("x-");

/**
 * Why a Compose file, as it is written, may not be run for a pull request: it reads files that are not of the commit, or reaches beyond
 * its own containers. `isInside` says whether a path is of the commit.
 */
export function composeObjections(document: unknown, isInside: (path: string) => boolean): string[] {
  if (!isObject(document)) return [];
  const isFile = (path: unknown) => typeof path === "string" && isPlain(path) && isInside(path);
  const sources = (["configs", "secrets"] as const).flatMap((kind) =>
    entriesOf(document[kind]).flatMap(([name, source]) => ofSource(`${kind}.${name}`, source, isFile)),
  );
  return [
    ...(document.include === undefined ? [] : ["include: another file"]),
    ...(document.models === undefined ? [] : ["models"]),
    ...entriesOf(document.services).flatMap(([name, service]) => ofService(`services.${name}`, service, isFile)),
    ...entriesOf(document.volumes).flatMap(([name, volume]) => ofPlace(`volumes.${name}`, volume, volumeKeys)),
    ...entriesOf(document.networks).flatMap(([name, network]) => ofPlace(`networks.${name}`, network, networkKeys)),
    ...sources,
  ];
}

/** What a variable or a home may stand for is not known. */
const isPlain = (path: string): boolean => !/[$~]/.test(path);

type IsFile = (path: unknown) => boolean;

function ofService(at: string, service: unknown, isFile: IsFile): string[] {
  if (!isObject(service)) return [];
  const unknown = Object.keys(service).filter((key) => !serviceKeys.has(key) && !isOwn(key));
  const { extends: base, network_mode: mode, security_opt: options } = service;
  return [
    ...unknown.map((key) => `${at}.${key}`),
    ...(isObject(base) && base.file !== undefined ? [`${at}.extends: another file`] : []),
    ...(mode === undefined || mode === "none" || /^service:[\w-]+$/.test(String(mode)) ? [] : [`${at}.network_mode`]),
    ...listOf(options).flatMap((option) => (harmlessOptions.test(String(option)) ? [] : [`${at}.security_opt`])),
    ...listOf(service.env_file).flatMap((file) =>
      isFile(isObject(file) ? file.path : file) ? [] : [`${at}.env_file: not of the commit`],
    ),
    ...listOf(service.volumes).flatMap((volume) => ofMount(`${at}.volumes`, volume, isFile)),
    ...ofBuild(`${at}.build`, service.build, isFile),
  ];
}

function ofMount(at: string, volume: unknown, isFile: IsFile): string[] {
  if (!isObject(volume)) {
    const [source = "", target] = String(volume).split(":");
    // A path alone is one in the container, and a name that of a volume.
    return target === undefined || /^[\w-][\w.-]*$/.test(source) || isFile(source) ? [] : [`${at}: ${source}`];
  }
  if (volume.type === "volume" || volume.type === "tmpfs") {
    return typeof volume.source === "string" && /[/$~]/.test(volume.source) ? [`${at}: ${volume.source}`] : [];
  }
  return volume.type === "bind" && isFile(volume.source) ? [] : [`${at}: ${String(volume.source ?? volume.type)}`];
}

function ofBuild(at: string, build: unknown, isFile: IsFile): string[] {
  if (build === undefined) return [];
  if (!isObject(build)) return isFile(build) ? [] : [`${at}: not of the commit`];
  const contexts = isObject(build.additional_contexts)
    ? Object.values(build.additional_contexts)
    : listOf(build.additional_contexts).map((text) => String(text).split("=").slice(1).join("="));
  const isContext = (from: unknown) => /^(?:docker-image:\/\/|service:)[^$~]+$/.test(String(from)) || isFile(from);
  return [
    ...Object.keys(build).flatMap((key) => (buildKeys.has(key) || isOwn(key) ? [] : [`${at}.${key}`])),
    ...(build.context === undefined || isFile(build.context) ? [] : [`${at}.context: not of the commit`]),
    ...contexts.flatMap((from) => (isContext(from) ? [] : [`${at}.additional_contexts: not of the commit`])),
  ];
}

/** A volume or network that is not made for this project alone. */
function ofPlace(at: string, place: unknown, known: ReadonlySet<string>): string[] {
  return entriesOf(place).flatMap(([key, value]) => {
    if (isOwn(key) || (key === "external" && value === false)) return [];
    if (!known.has(key)) return [`${at}.${key}`];
    return key === "driver" && !usualDrivers.includes(String(value)) ? [`${at}.driver`] : [];
  });
}

function ofSource(at: string, source: unknown, isFile: IsFile): string[] {
  return entriesOf(source).flatMap(([key, value]) => {
    if (isOwn(key)) return [];
    if (!sourceKeys.has(key)) return [`${at}.${key}`];
    return key === "file" && !isFile(value) ? [`${at}.file: not of the commit`] : [];
  });
}
