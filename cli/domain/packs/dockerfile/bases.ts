import { bashCheck, busyboxCheck, type HealthCheck, nodeCheck, pythonCheck } from "../shared/health-check.ts";

/** What is known of an image without looking into it. */
interface Base {
  name: RegExp;
  /** Its server listens here, if it is started by this name or the Dockerfile starts nothing else. */
  port?: number;
  server?: RegExp;
  /** The number of the user that it runs as; root, if nothing is said. */
  user?: number;
  /** The numbers of those that it has beside root. */
  users?: Readonly<Record<string, number>>;
  /** Folders that its server writes to. */
  writable?: readonly string[];
  /** It answers a web server beside it, which asks in words of its own, and nobody by HTTP. */
  isFastCgi?: true;
  /** Nothing in it can ask whether the program answers. */
  hasNoTools?: true;
  check?: HealthCheck;
}

const known: readonly Base[] = [
  { name: /(?:distroless|\/static)[^@]{0,80}nonroot/, hasNoTools: true, user: 65532 },
  { name: /(^|\/)scratch$|distroless|chiseled|\/static[:@]/, hasNoTools: true },
  { name: /(^|\/)nginx-unprivileged\b/, port: 8080, server: /\bnginx\b/, user: 101 },
  { name: /(^|\/)chainguard\//, user: 65532 },
  { name: /(^|\/)bitnami(?:legacy|secure)?\//, user: 1001 },
  { name: /(^|\/)tiangolo\/(?:uvicorn|meinheld|uwsgi)/, port: 80 },
  { name: /(^|\/)nginx(?=[:@]|$)/, port: 80, server: /\bnginx\b/, writable: ["/var/cache/nginx", "/var/run"] },
  { name: /(^|\/)httpd(?=[:@]|$)/, port: 80, server: /\bhttpd\b/, writable: ["/usr/local/apache2/logs"] },
  { name: /(^|\/)caddy(?=[:@]|$)/, port: 80, server: /\bcaddy\b/, writable: ["/config", "/data"], check: busyboxCheck },
  {
    name: /dotnet\/(?:aspnet|runtime-deps):(?:[89]|1\d)\b/,
    port: 8080,
    server: /\S/,
    users: { app: 1654 },
  },
  {
    name: /(^|\/)php:[^@]{0,80}apache/,
    port: 80,
    server: /\bapache2/,
    writable: ["/var/run/apache2", "/var/lock/apache2"],
  },
  {
    name: /(^|\/)wordpress(?=[:@]|$)/,
    port: 80,
    server: /\bapache2/,
    writable: ["/var/run/apache2", "/var/lock/apache2"],
  },
  {
    name: /(^|\/)tomcat(?=[:@]|$)/,
    port: 8080,
    server: /\bcatalina\b/,
    writable: ["/usr/local/tomcat/temp", "/usr/local/tomcat/work"],
  },
  { name: /(^|\/)php:[^@]{0,80}fpm/, port: 9000, server: /\bphp-fpm\b/, isFastCgi: true },
  { name: /(^|\/)(?:mysql|mariadb)(?=[:@]|$)/, port: 3306, writable: ["/var/lib/mysql", "/run/mysqld"] },
  {
    name: /(^|\/)(?:postgres|postgis)(?=[:@]|$)/,
    port: 5432,
    writable: ["/var/lib/postgresql", "/var/run/postgresql"],
  },
  { name: /(^|\/)mongo(?=[:@]|$)/, port: 27017, writable: ["/data/db", "/data/configdb"] },
  { name: /(^|\/)redis(?=[:@]|$)/, port: 6379, writable: ["/data"] },
  { name: /(^|\/)rabbitmq(?=[:@]|$)/, port: 5672, writable: ["/var/lib/rabbitmq"] },
  { name: /(^|\/)node(?=[:@]|$)/, check: nodeCheck },
  { name: /(^|\/)python(?=[:@]|$)/, check: pythonCheck },
];

export const baseOf = (image: string): Omit<Base, "name"> => known.find(({ name }) => name.test(image)) ?? {};

/** How the image can be asked whether its program answers; undefined if nothing in it can. */
export function checkIn(image: string): HealthCheck | undefined {
  const { hasNoTools, check } = baseOf(image);
  if (hasNoTools) return undefined;
  return check ?? (/alpine|busybox/.test(image) ? busyboxCheck : bashCheck);
}
