import type { BackingService } from "./service.ts";

const host = { compose: "memcached", chart: '{{ include "__NAME__.memcachedHost" . | quote }}' };
const port = { compose: "11211", chart: "{{ .Values.memcached.port | quote }}" };
const address = {
  compose: "memcached:11211",
  chart: '{{ printf "%s:%v" (include "__NAME__.memcachedHost" .) .Values.memcached.port | quote }}',
};
const addresses = ["URL", "ADDR", "ADDRESS", "SERVER", "SERVERS", "HOSTS", "LOCATION"];

const named = ["MEMCACHED", "MEMCACHE"].flatMap((beginning) => [
  ...addresses.map((ending) => [`${beginning}_${ending}`, address] as const),
  [`${beginning}_HOST`, host] as const,
  [`${beginning}_PORT`, port] as const,
]);

export const memcached: BackingService = {
  name: "memcached",
  packages: {
    npm: ["memcached", "memjs"],
    pypi: ["pymemcache", "python-memcached", "pylibmc", "aiomcache"],
    go: ["github.com/bradfitz/gomemcache"],
    packagist: ["ext-memcached"],
    maven: ["spymemcached", "xmemcached"],
    hex: ["memcachex"],
    gem: ["dalli"],
  },
  images: ["memcached"],
  variables: Object.fromEntries(named),
  ways: [named.map(([name]) => name)],
  usual: ["MEMCACHED_SERVERS"],
  setup: {
    templates: "services/memcached",
    devValues: [],
    canDoWithoutPassword: true,
    words: { SERVICE_PORT: "11211", SERVICE_USER: "11211", SERVICE_IMAGE: "memcached:1.6-bookworm" },
    keepsNothing: true,
  },
};
