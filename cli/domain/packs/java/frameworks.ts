import type { Health } from "../shared/health.ts";
import { assumed, type Found } from "../tree.ts";
import type { Build } from "./build.ts";
import { numberOf, type Setting, settingOf, textOf } from "./settings.ts";

/** What is known of a program before its code is read. */
export interface Context {
  build: Build;
  settings: readonly Setting[];
  dependencies: ReadonlySet<string>;
  /** The code has rules of its own for who may ask for what, and none for health paths. */
  guardsHealth: string | undefined;
}

/** How a framework is told where to listen, and where it answers. */
export interface Framework {
  name: string;
  /** An artifact that shows it: its name, or how that begins. */
  shownBy: RegExp;
  /** The setting of its port; undefined if the code alone says it. */
  portKey: string | undefined;
  /** The setting of the address that it listens at. */
  hostKey?: string;
  /** What it listens on if nothing says so. */
  port: number | undefined;
  health(context: Context): Health;
  /** Where Prometheus reads its figures; undefined if the code alone says it. */
  metrics?(context: Context): Found<string> | undefined;
  /** Variables of the image. */
  environment?(context: Context): Record<string, string>;
}

const none: Health = { readiness: undefined, liveness: undefined };

const path = (...parts: (string | undefined)[]) =>
  `/${parts
    .flatMap((part) => part?.split("/") ?? [])
    .filter(Boolean)
    .join("/")}`;

const probes = (base: string, ready: string, live: string, at: string): Health => ({
  readiness: { value: path(base, ready), at },
  liveness: { value: path(base, live), at },
});

/** Major and minor as one number that can be compared: 3.10 is 310. */
export const versionNumber = (version: string | undefined): number | undefined => {
  const [, major, minor] = /^(\d{1,3})\.(\d{1,3})/.exec(version ?? "") ?? [];
  return major === undefined ? undefined : Number(major) * 100 + Number(minor);
};

const spring: Framework = {
  name: "Spring Boot",
  shownBy: /^spring-boot(?:-|$)/,
  portKey: "server.port",
  hostKey: "server.address",
  port: 8080,
  health: springHealth,
  metrics: springMetrics,
  environment: ({ build, dependencies, settings }) => ({
    ...(hasActuator(dependencies) && hasProbes(build) && { MANAGEMENT_ENDPOINT_HEALTH_PROBES_ENABLED: "true" }),
    // In a cluster it does so by itself.
    ...((versionNumber(build.springBoot?.value) ?? 300) >= 202 &&
      springServes(dependencies) &&
      !settingOf(settings, "server.forward-headers-strategy") && { SERVER_FORWARD_HEADERS_STRATEGY: "native" }),
  }),
};

const hasActuator = (dependencies: ReadonlySet<string>) => dependencies.has("spring-boot-starter-actuator");
const hasProbes = ({ springBoot }: Build) => (versionNumber(springBoot?.value) ?? 300) >= 203;

/** Actuator's paths, unless they are at another port or nobody is let there. */
function springHealth({ build, settings, dependencies, guardsHealth }: Context): Health {
  const isElsewhere = settingOf(settings, "management.server.port", "management.port") !== undefined;
  if (!hasActuator(dependencies) || isElsewhere || guardsHealth || settingOf(settings, "server.ssl.key-store"))
    return none;
  const at = "dependency spring-boot-starter-actuator";
  const name = textOf(settings, "management.endpoints.web.path-mapping.health")?.value ?? "health";
  const base = path(actuatorPath(build, settings), name);
  if (!hasProbes(build)) return { readiness: { value: base, at }, liveness: undefined };
  return probes(base, "readiness", "liveness", at);
}

function actuatorPath({ springBoot }: Build, settings: readonly Setting[]): string {
  const context = textOf(settings, "server.servlet.context-path", "server.context-path", "spring.webflux.base-path");
  const base = textOf(settings, "management.endpoints.web.base-path", "management.context-path");
  const isOld = (versionNumber(springBoot?.value) ?? 300) < 200;
  return path(context?.value, base?.value ?? (isOld ? "" : "actuator"));
}

/** It is there if somebody lets it be seen. */
function springMetrics({ build, settings, dependencies }: Context): Found<string> | undefined {
  const shown = textOf(settings, "management.endpoints.web.exposure.include");
  if (!dependencies.has("micrometer-registry-prometheus") || !/prometheus|\*/.test(shown?.value ?? ""))
    return undefined;
  return shown && { value: path(actuatorPath(build, settings), "prometheus"), at: shown.at };
}

export const isSpring = (framework: Pick<Framework, "name"> | undefined): boolean => framework?.name === spring.name;

/** What makes a server of a program with Spring Boot; without it, it does its work and ends, or takes it from a queue. */
const springServers =
  /^spring-boot-starter-(?:web|webflux|webmvc|web-services|jersey|tomcat|jetty|undertow|graphql|websocket|hateoas|data-rest|rsocket)$|^spring-cloud-(?:config-server|(?:starter-)?(?:netflix-)?(?:eureka-server|zuul|gateway)|starter-gateway|starter-netflix-eureka-server|starter-netflix-zuul|starter-netflix-turbine(?:-stream)?|starter-netflix-hystrix-dashboard)|^spring-boot-admin-starter-server$|^grpc-(?:server-)?spring-boot-starter$/;

const springServes = (dependencies: ReadonlySet<string>) => [...dependencies].some((name) => springServers.test(name));

export const answersRequests = (framework: Pick<Framework, "name"> | undefined, dependencies: ReadonlySet<string>) =>
  !isSpring(framework) || springServes(dependencies);

/** Before a version, as a number that can be compared. */
export const isOldQuarkus = ({ quarkus: version }: Build, before: number): boolean =>
  (versionNumber(version?.value) ?? before) < before;

const quarkus: Framework = {
  name: "Quarkus",
  shownBy: /^quarkus-(?!bom)/,
  portKey: "quarkus.http.port",
  hostKey: "quarkus.http.host",
  environment: () => ({ QUARKUS_HTTP_PROXY_PROXY_ADDRESS_FORWARDING: "true" }),
  port: 8080,
  metrics: ({ dependencies }) =>
    dependencies.has("quarkus-micrometer-registry-prometheus")
      ? { value: "/q/metrics", at: "dependency quarkus-micrometer-registry-prometheus" }
      : undefined,
  health: ({ build, settings, dependencies }) => {
    const isElsewhere = textOf(settings, "quarkus.management.enabled")?.value === "true";
    if (!dependencies.has("quarkus-smallrye-health") || isElsewhere) return none;
    const root = textOf(settings, "quarkus.http.root-path")?.value;
    const own =
      textOf(settings, "quarkus.http.non-application-root-path")?.value ?? (isOldQuarkus(build, 200) ? "" : "q");
    const base = textOf(settings, "quarkus.smallrye-health.root-path")?.value ?? "health";
    const at = "dependency quarkus-smallrye-health";
    return probes(base.startsWith("/") ? base : path(own.startsWith("/") ? "" : root, own, base), "ready", "live", at);
  },
};

const micronaut: Framework = {
  name: "Micronaut",
  shownBy: /^micronaut-(?!bom|platform|parent|test)/,
  portKey: "micronaut.server.port",
  hostKey: "micronaut.server.host",
  port: 8080,
  metrics: () => undefined,
  health: ({ settings, dependencies }) => {
    const isElsewhere = settingOf(settings, "endpoints.all.port") !== undefined;
    if (!dependencies.has("micronaut-management") || isElsewhere) return none;
    const context = textOf(settings, "micronaut.server.context-path")?.value;
    const base = textOf(settings, "endpoints.all.path")?.value;
    return probes(path(context, base, "health"), "readiness", "liveness", "dependency micronaut-management");
  },
};

/** A framework whose port stands in the code. */
const inCode = (name: string, shownBy: RegExp, port: number | undefined): Framework => ({
  name,
  shownBy,
  portKey: undefined,
  port,
  health: () => none,
});

/** The first that is shown is taken: one that others are built on comes after them. */
const frameworks: readonly Framework[] = [
  spring,
  quarkus,
  micronaut,
  inCode("Ktor", /^ktor-server-/, undefined),
  inCode("Javalin", /^javalin(?:-bundle)?$/, 8080),
  inCode("Dropwizard", /^dropwizard-core$/, 8080),
  inCode("Helidon", /^helidon-/, 8080),
  inCode("Spark", /^spark-(?:core|kotlin)$/, 4567),
  inCode("http4k", /^http4k-/, undefined),
  inCode("Vert.x", /^vertx-(?:core|web)$/, undefined),
];

/** The framework that a program is built on, and what shows it. */
export function frameworkOf({
  dependencies,
  build,
}: Pick<Context, "dependencies" | "build">): (Framework & { at: string }) | undefined {
  for (const framework of frameworks) {
    const name = [...dependencies].find((dependency) => framework.shownBy.test(dependency));
    if (name) return { ...framework, at: `dependency ${name}` };
  }
  return build.springBoot && { ...spring, at: build.springBoot.at };
}

const firstUnprivilegedPort = 1024;

/** What the settings or the framework say; undefined leaves it to the code. */
export function portOf(framework: Framework | undefined, settings: readonly Setting[]): Found<number> | undefined {
  if (!framework?.portKey) return undefined;
  const said = numberOf(settings, framework.portKey);
  if (said && said.value < firstUnprivilegedPort)
    return { value: framework.port ?? said.value, at: `PORT, since ${said.value} (${said.at}) needs root` };
  return said ?? (framework.port ? { value: framework.port, at: `${assumed}, ${framework.name}'s own` } : undefined);
}

/** The option by which the program is told its port; none where it reads PORT by itself. */
export function portOption(framework: Framework | undefined, settings: readonly Setting[]): string | undefined {
  const key = framework?.portKey;
  if (!key || /\$\{PORT\b/.test(settingOf(settings, key)?.value ?? "")) return undefined;
  return `-D${key}=$PORT`;
}
