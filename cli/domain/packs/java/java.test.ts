import { describe, expect, test } from "vitest";
import { tree } from "../../../../testing/fixtures/project-tree.ts";
import { renderDockerfile } from "../../dockerfile/render.ts";
import { detectProject } from "../choose.ts";
import type { Facts } from "../pack.ts";
import { java } from "./java.ts";

const dockerfileOf = ({ dockerfile = [] }: Facts) => renderDockerfile(dockerfile);
const found = ({ evidence }: Facts, what: string) => evidence.find((one) => one.what === what);

const main = "package a;\n@SpringBootApplication\nclass App { }";
const element = (name: string, text: string) => `<${name}>${text}</${name}>`;
const dependency = (artifact: string) => element("dependency", element("artifactId", artifact));
const plugin = (name: string) => element("build", element("plugins", element("plugin", element("artifactId", name))));

/** A program of Spring Boot that Maven builds. */
const spring = (resources: Record<string, string> = {}, dependencies = ["spring-boot-starter-web"], more = "") => ({
  "pom.xml": element(
    "project",
    `<artifactId>shop</artifactId>${more}${element("dependencies", dependencies.map(dependency).join(""))}${plugin("spring-boot-maven-plugin")}`,
  ),
  "src/main/java/a/App.java": main,
  ...Object.fromEntries(Object.entries(resources).map(([path, text]) => [`src/main/resources/${path}`, text])),
});

const gradle = (script: string, more: Record<string, string> = {}) => ({
  "build.gradle": `plugins {\n  id 'application'\n}\n${script}`,
  "src/main/java/a/App.java": "public static void main(",
  ...more,
});

const wrapped = (version: string) => ({
  gradlew: "",
  "gradle/wrapper/gradle-wrapper.jar": "",
  "gradle/wrapper/gradle-wrapper.properties": `distributionUrl=https\\://x/gradle-${version}-bin.zip`,
});

describe("the port", () => {
  test.each<[files: Record<string, string>, port: number]>([
    [{ "application.properties": "server.port = 9000" }, 9000],
    [{ "application.yml": "server:\n  port: 9000 # mine" }, 9000],
    [{ "application.yml": "server.port: '9000'" }, 9000],
    [{ "application.yml": "server:\n  port: ${SHOP_PORT:${OTHER:9000}}" }, 9000],
    [{ "application.yml": "own: 9000\nserver:\n  port: ${own}" }, 9000],
    [{ "config/application.yml": "server:\n  port: 9000" }, 9000],
    [{ "application-dev.yml": "server:\n  port: 9000" }, 8080],
    [{ "application.yml": "spring.profiles.active: dev", "application-dev.yml": "server.port: 9000" }, 9000],
    [{ "application.yml": "server.port: 9000\n---\nspring.profiles: dev\nserver.port: 3000" }, 9000],
    [{ "application.yml": "server.port: 80" }, 8080],
    [{ "application.yml": "server.port: ${SHOP_PORT}" }, 8080],
    [{ "application.yml": "broken: [\n\tserver:\n port" }, 8080],
    [{}, 8080],
  ])("of Spring Boot with %j is %i", (files, port) => {
    expect(java.detect(tree(spring(files))).port.value).toBe(port);
  });

  test("is told by an option, unless PORT is read", () => {
    const option = "-Dserver.port=$PORT";
    expect(dockerfileOf(java.detect(tree(spring())))).toContain(option);
    const told = spring({ "application.yml": "server.port: ${PORT:9000}" });
    expect(dockerfileOf(java.detect(tree(told)))).not.toContain(option);
  });
});

describe("without a framework that has settings of its own", () => {
  const files = (text: string) =>
    gradle(
      "dependencies {\n implementation 'io.javalin:javalin:6.1.0'\n runtimeOnly 'org.postgresql:postgresql:42.7.0'\n}\n",
      {
        "src/main/resources/koin.properties": text,
      },
    );

  test("the port stands in a file of the program's own", () => {
    const { port } = java.detect(tree(files("db.port=5432\nserver_port=7001\n")));
    expect(port).toEqual({ value: 7001, at: "src/main/resources/koin.properties:2" });
  });

  test.each([
    'config.getProperty("server.port", "7002")',
    'PORT = new IntegerKey("web.port",\n    List.of(Kind.FILE),\n    7002);',
  ])("or stands beside its name: %s", (line) => {
    const code = { "src/main/java/a/App.java": `public static void main(\n${line}` };
    expect(java.detect(tree({ ...files(""), ...code })).port.value).toBe(7002);
  });

  test("a constant that is called like a variable is none", () => {
    const constant = { "src/main/java/a/Keys.java": 'static final Key DATABASE_URL = new Key("database.url");' };
    const told = { "src/main/java/a/Keys.java": 'String url = System.getenv("DATABASE_URL");' };
    const places = [constant, told].map(
      (more) => java.detect(tree({ ...files(""), ...more })).services[0]?.variables[0],
    );
    expect(places.map((place) => place?.at)).toEqual(["assumed", "src/main/java/a/Keys.java:1"]);
  });

  test.each([
    ["#jdbc.url=jdbc:postgresql://localhost/a\njdbc.url=jdbc:h2:mem:api\n", []],
    ["jdbc.url=jdbc:postgresql://localhost/a\n", ["postgres"]],
  ])("its database is that of %j", (text, names) => {
    expect(java.detect(tree(files(text))).services.map(({ kind }) => kind.name)).toEqual(names);
  });
});

test.each([
  ['String key = System.getenv("KEY");\n  if (key != null) { use(key); }', []],
  ['String key = System.getenv("KEY");\n  if (StringUtils.isBlank(key)) { return; }', []],
  ['String key = System.getenv("KEY");\n  if (key == null) { throw new A(); }', ["KEY"]],
])("the variables of %j are %j", (code, names) => {
  const program = gradle("", { "src/main/java/a/App.java": `public static void main(\n  ${code}` });
  expect(java.detect(tree(program)).variables.map(({ value }) => value)).toEqual(names);
});

describe("the health path", () => {
  const actuator = ["spring-boot-starter-web", "spring-boot-starter-actuator"];
  const code = { "src/main/java/a/Security.java": "SecurityFilterChain chain() { authenticated() }" };

  test.each<[settings: string, path: string | undefined]>([
    ["", "/actuator/health/readiness"],
    ["server.servlet.contextPath=/shop", "/shop/actuator/health/readiness"],
    ["management.endpoints.web.base-path=/", "/health/readiness"],
    ["management.server.port=9001", undefined],
    ["server.ssl.key-store=a.p12", undefined],
  ])("of Actuator with %j is %s", (settings, path) => {
    const files = spring({ "application.properties": settings }, actuator);
    expect(java.detect(tree(files)).health.readiness?.value).toBe(path);
  });

  test("is none where the code lets nobody ask for it", () => {
    const facts = java.detect(tree({ ...spring({}, actuator), ...code }));
    expect(facts.health.readiness).toBeUndefined();
    expect(facts.warnings.map(({ text }) => text)).toContainEqual(expect.stringContaining("Security.java:1"));
  });
});

describe("the database", () => {
  const drivers = ["spring-boot-starter-jdbc", "h2", "postgresql", "mysql-connector-j"];

  test.each<[settings: string, services: string[], inside: string | undefined]>([
    ["", [], "h2"],
    ["spring.datasource.url=jdbc:h2:mem:a", [], "h2"],
    ["spring.datasource.url=${DB:jdbc:mysql://localhost/a}", ["mysql"], undefined],
    ["spring.datasource.url=jdbc:postgresql://db/a", ["postgres"], undefined],
    ["%prod.quarkus.datasource.db-kind=mariadb", ["mysql"], undefined],
  ])("that %j speaks of is set up, whatever drivers there are", (settings, services, inside) => {
    const facts = java.detect(tree(spring({ "application.properties": settings }, drivers)));
    expect(facts.services.map(({ kind }) => kind.name)).toEqual(services);
    expect(found(facts, "database in the program")?.value).toBe(inside);
  });

  test.each([
    [["spring-webmvc", "h2"], [], "h2"],
    [["spring-webmvc", "h2", "postgresql"], ["postgres"], undefined],
  ])("of a program without Spring Boot is the only one that it has: %j", (names, services, inside) => {
    const pom = `<artifactId>shop</artifactId><packaging>war</packaging>${element("dependencies", names.map(dependency).join(""))}`;
    const compose = JSON.stringify({ services: { mysql: { image: "mysql:8" }, postgres: { image: "postgres:17" } } });
    const facts = java.detect(
      tree({ "pom.xml": element("project", pom), "src/main/java/a/A.java": "", "compose.yaml": compose }),
    );
    expect(facts.services.map(({ kind }) => kind.name)).toEqual(services);
    expect(found(facts, "database in the program")?.value).toBe(inside);
  });
});

describe("the version of Java", () => {
  test.each<[files: Record<string, string>, version: string, warned: boolean]>([
    [gradle("sourceCompatibility = '1.8'"), "8", false],
    [gradle("sourceCompatibility = JavaVersion.VERSION_1_8"), "8", false],
    [gradle("java { toolchain { languageVersion = JavaLanguageVersion.of(17) } }"), "17", false],
    [gradle("java.toolchain.languageVersion = JavaLanguageVersion.of(javaVersion)\ndef javaVersion = 11"), "11", false],
    [gradle("targetCompatibility = 14"), "17", true],
    [gradle("targetCompatibility = 11", wrapped("9.1.0")), "17", true],
    [gradle("targetCompatibility = 21", wrapped("7.4")), "21", true],
    [gradle("", wrapped("6.9")), "11", false],
    [gradle("", { ".sdkmanrc": "java=25.0.1-tem" }), "25", false],
    [gradle("", { "system.properties": "java.runtime.version=17" }), "17", false],
    [spring({}, [], "<properties><java.version>11</java.version></properties>"), "11", false],
    [gradle(""), "21", false],
  ])("of %j is %s", (files, version, warned) => {
    const facts = java.detect(tree(files));
    expect(found(facts, "java")?.value).toBe(version);
    expect(facts.warnings.some(({ text }) => /Java \d/.test(text))).toBe(warned);
  });
});

describe("the wrapper", () => {
  test("builds it, whoever has the right to run it", () => {
    expect(dockerfileOf(java.detect(tree(gradle("", wrapped("8.11.1")))))).toContain(" bash gradlew ");
  });

  test("that lacks a file is replaced by the image's tool of its version", () => {
    const { "gradle/wrapper/gradle-wrapper.jar": _, ...wrapper } = wrapped("7.6");
    const facts = java.detect(tree(gradle("", wrapper)));
    expect(dockerfileOf(facts)).toContain("FROM gradle:7-jdk");
    expect(facts.warnings.map(({ text }) => text)).toContainEqual(expect.stringContaining("gradle-wrapper.jar"));
  });
});

describe("variables", () => {
  const read = (code: string, settings = "", path = "src/main/java/a/B.java") => {
    const files = { ...spring({ "application.properties": settings }), [path]: code };
    return java.detect(tree(files)).variables.map(({ value }) => value);
  };

  test.each<[code: string, settings: string, names: string[]]>([
    ['@Value("${KEY}")', "", ["KEY"]],
    ['@Value("${KEY:none}")', "", []],
    ['@Value("${shop.mail-from}")', "", ["SHOP_MAILFROM"]],
    ['@Value("${shop.mail-from}")', "shop.mail-from=", []],
    ["", "shop.key=${KEY}", ["KEY"]],
    ['System.getenv("KEY")', "", ["KEY"]],
    ['System.getenv().getOrDefault("KEY", "")', "", []],
    ['if (System.getenv("KEY") != null)', "", []],
  ])("that %s with %j reads are %j", (code, settings, names) => {
    expect(read(code, settings)).toEqual(names);
  });

  test("of Kotlin are not what it fills in itself", () => {
    expect(read('"${BASE_URL}/a" + getenv("KEY")', "", "src/main/kotlin/a/B.kt")).toEqual(["KEY"]);
  });
});

test.each<[dependency: string, settings: string, value: string]>([
  ["flyway-core", "", "Flyway, when it starts"],
  ["flyway-core", "spring.flyway.enabled=false", "Flyway"],
  ["quarkus-liquibase", "quarkus.liquibase.migrate-at-start=true", "Liquibase, when it starts"],
])("migrations by %s with %j: %s", (name, settings, value) => {
  const facts = java.detect(tree(spring({ "application.properties": settings }, ["spring-boot-starter", name])));
  expect(found(facts, "migrations")?.value).toBe(value);
  const isWarned = facts.warnings.some(({ text }) => text.startsWith("nothing runs the migrations"));
  expect(isWarned).toBe(!value.includes("starts"));
});

test("several programs are named, and the likeliest is built", () => {
  const part = (name: string) => ({
    [`${name}/pom.xml`]: element("project", `<artifactId>${name}</artifactId>${plugin("spring-boot-maven-plugin")}`),
    [`${name}/src/main/java/a/App.java`]: main,
  });
  const modules = element("modules", element("module", "admin") + element("module", "api"));
  const files = {
    "pom.xml": element("project", `<packaging>pom</packaging>${modules}`),
    ...part("admin"),
    ...part("api"),
  };
  const facts = java.detect(tree(files));
  expect(found(facts, "module")?.value).toBe("api");
  expect(facts.warnings.map(({ text }) => text)).toEqual(["there are 2 programs: api, admin; the first is built"]);
});

test.each<[settings: string, names: string[]]>([
  ["shop:\n  mail:\n    enabled: false\n    key: ${MAIL_KEY}\n", []],
  ["shop:\n  mail:\n    enabled: ${MAIL:false}\n    key: ${MAIL_KEY}\n", []],
  ["shop:\n  mail:\n    enabled: ${MAIL:`false`}\n    box:\n      key: ${MAIL_KEY}\n", []],
  ["shop:\n  mail:\n    enabled: ${MAIL:true}\n    key: ${MAIL_KEY}\n", ["MAIL_KEY"]],
  ["shop:\n  chat:\n    enabled: false\n  mail:\n    key: ${MAIL_KEY}\n", ["MAIL_KEY"]],
  ["shop:\n  key: ${SHOP_KEY:${OLD_KEY}}\n", ["SHOP_KEY"]],
  ["shop:\n  key: ${SHOP_KEY:${OLD_KEY:none}}\n", []],
])("nobody has to say what a part that is off would be told, nor a second name: %j", (settings, names) => {
  const { variables } = java.detect(tree({ ...spring(), "src/main/resources/application.yml": settings }));
  expect(variables.map(({ value }) => value)).toEqual(names);
});

test("a setting that is called like a variable is none", () => {
  const settings = "REALM_URL=${SERVER_URL:http://a}/b\nissuer=${REALM_URL}\nother=${REALM_KEY}\n";
  const facts = java.detect(tree(spring({ "application.properties": settings })));
  expect(facts.variables.map(({ value }) => value)).toEqual(["REALM_KEY"]);
});

describe("of modules that run", () => {
  const module = (name: string, port: number, needs: readonly string[] = []) => ({
    [`${name}/pom.xml`]: element(
      "project",
      `<artifactId>${name}</artifactId>${element("dependencies", ["spring-boot-starter-web", ...needs].map(dependency).join(""))}${plugin("spring-boot-maven-plugin")}`,
    ),
    [`${name}/src/main/java/a/App.java`]: main,
    [`${name}/src/main/resources/application.yml`]: `server.port: ${port}\n`,
  });
  const whole = element("modules", ["admin", "all"].map((name) => element("module", name)).join(""));
  const files = {
    "pom.xml": element("project", `<packaging>pom</packaging>${whole}`),
    ...module("admin", 9001),
    ...module("all", 9002, ["admin"]),
  };

  test("the one that another is made of is a part of it", () => {
    const facts = java.detect(tree(files));
    expect(found(facts, "module")?.value).toBe("all");
    expect(facts.warnings.map(({ text }) => text).join()).not.toContain("programs");
  });

  test("each has the settings of its own, not those of what it is made of", () => {
    expect(java.detect(tree(files)).port).toEqual({ value: 9002, at: "all/src/main/resources/application.yml:1" });
  });

  test("one with windows is none", () => {
    const plugins = (...ids: string[]) => `plugins {\n${ids.map((id) => `  id '${id}'\n`).join("")}}\n`;
    const built = {
      "settings.gradle": "include 'server', 'desk'",
      "server/build.gradle": plugins("application"),
      "server/src/main/java/a/App.java": "public static void main(",
      "desk/build.gradle": plugins("application", "org.openjfx.javafxplugin"),
      "desk/src/main/java/b/Desk.java": "public static void main(",
    };
    expect(java.programs?.(tree(built)).map(({ value }) => value)).toEqual(["server"]);
  });
});

test("a profile for production is built where another one is active by itself", () => {
  const profile = (id: string, more: string) => element("profile", element("id", id) + more);
  const active = element("activation", element("activeByDefault", "true"));
  const dependencies = (name: string) => element("dependencies", dependency(name));
  const named = (name: string) => `<properties><stage>${name}</stage></properties>`;
  const profiles = element(
    "profiles",
    profile("dev", active + named("dev") + dependencies("h2")) +
      profile("prod", named("live") + dependencies("postgresql")),
  );
  const files = { "application.yml": "spring.profiles.active: '@stage@'", "application-live.yml": "server.port: 9000" };
  const facts = java.detect(tree(spring(files, ["spring-boot-starter-web"], profiles)));
  expect(dockerfileOf(facts)).toContain("--activate-profiles prod");
  expect(facts.port.value).toBe(9000);
  expect(facts.services.map(({ kind }) => kind.name)).toEqual(["postgres"]);
});

test.each([
  ["a library", { "src/main/java/a/B.java": "class B {}" }, "nothing to run"],
  ["an app for Android", { "src/main/AndroidManifest.xml": "" }, "Android"],
])("%s is refused", (_, files, reason) => {
  const refuse = () => java.detect(tree({ "build.gradle": "plugins { id 'java' }", ...files }));
  expect(refuse).toThrow(reason);
});

test("a package.json beside it does not make a Node project of it", () => {
  const pages = '{"main":"server.js","scripts":{"start":"node server.js"}}';
  expect(detectProject(tree({ ...spring(), "package.json": pages, "server.js": "" })).pack).toBe("java");
});

test("what a program is configured by counts beside a Dockerfile of its people", () => {
  const Dockerfile =
    "FROM maven:3 AS build\nCOPY . .\nRUN mvn package\nFROM eclipse-temurin:21\nCOPY --from=build /t/a.jar .\nCMD java -jar a.jar\n";
  const files = spring({ "application.yml": "server:\n  port: 9000\n  key: ${SHOP_KEY}\n" }, [
    "spring-boot-starter-web",
    "spring-boot-starter-actuator",
    "h2",
    "postgresql",
  ]);
  const facts = detectProject(tree({ ...files, Dockerfile }));
  expect(facts).toMatchObject({
    pack: "dockerfile",
    port: { value: 9000 },
    health: { readiness: { value: "/actuator/health/readiness" } },
    services: [],
    variables: [{ value: "SHOP_KEY" }],
    settings: { MANAGEMENT_ENDPOINT_HEALTH_PROBES_ENABLED: "true" },
  });
});

test("placeholders of Dropwizard's settings are variables", () => {
  const files = gradle("dependencies {\n implementation 'io.dropwizard:dropwizard-core:4.0.0'\n}\n", {
    "src/main/resources/config/config.yaml":
      "server:\n  applicationConnectors:\n    - type: http\n      port: ${PORT:-9000}\nlinks:\n  front: ${FRONT_URL}\n  other: ${OTHER:-a}\n",
  });
  const { variables, port } = java.detect(tree(files));
  expect(variables.map(({ value }) => value)).toEqual(["FRONT_URL"]);
  expect(port.value).toBe(9000);
});

test("a program of Dropwizard is told to serve, and its file stands beside it", () => {
  const named = (name: string) => `implementation 'io.dropwizard:${name}:4.0.0'\n`;
  const files = {
    ...gradle(
      `dependencies {\n${named("dropwizard-core")}${named("dropwizard-migrations")}implementation 'org.postgresql:postgresql:42.7.0'\n}\n`,
    ),
    "dev.yml": "server:\n",
    "src/main/resources/shop.yml": "server:\n  applicationConnectors:\n    - bindHost: ${BIND_HOST:-127.0.0.1}\n",
    "src/test/resources/config.yml": "server:\n",
  };
  const { dockerfile, processes } = java.detect(tree(files));
  expect(renderDockerfile(dockerfile ?? [])).toContain("COPY src/main/resources/shop.yml ./");
  expect(renderDockerfile(dockerfile ?? [])).toMatch(/^CMD \["bin\/program", ?"server", ?"shop.yml"\]$/m);
  expect(processes?.migration?.command).toEqual(["bin/program", "db", "migrate", "shop.yml"]);
});

test("an address that keeps a program to itself, unless a variable is set, is replaced", () => {
  const files = gradle("", {
    "src/main/resources/config.yaml": "server:\n  bindHost: ${BIND_HOST:-127.0.0.1}\n  port: ${PORT:-9000}\n",
  });
  expect(dockerfileOf(java.detect(tree(files)))).toContain("BIND_HOST=0.0.0.0");
});

test("a profile that a file of the module turns on holds for the modules that have it", () => {
  const profile = element(
    "profile",
    element("activation", element("file", element("exists", "${basedir}/src/main/resources/a.yml"))) +
      plugin("spring-boot-maven-plugin"),
  );
  const module = (name: string, more: Record<string, string>) => ({
    [`${name}/pom.xml`]: element(
      "project",
      element("parent", element("artifactId", "all")) + element("artifactId", name),
    ),
    [`${name}/src/main/java/a/App.java`]: main,
    ...more,
  });
  const files = {
    "pom.xml": element(
      "project",
      element("artifactId", "all") +
        element("modules", element("module", "one") + element("module", "two") + element("module", "lib")) +
        element("profiles", profile),
    ),
    ...module("one", { "one/src/main/resources/a.yml": "" }),
    ...module("two", { "two/src/main/resources/a.yml": "" }),
    ...module("lib", {}),
  };
  expect(java.programs?.(tree(files)).map(({ value }) => value)).toEqual(["one", "two"]);
});

test("Micronaut is told by variables of its own", () => {
  const files = gradle(
    "dependencies {\n implementation 'io.micronaut.kafka:micronaut-kafka'\n implementation 'io.micronaut.redis:micronaut-redis-lettuce'\n runtimeOnly 'org.postgresql:postgresql'\n}\n",
  );
  const { services, port } = java.detect(tree(files));
  expect(port.at).toContain("Micronaut's own");
  expect(services.map(({ kind, variables }) => [kind.name, variables[0]?.value])).toEqual([
    ["redis", "REDIS_URI"],
    ["postgres", "DATASOURCES_DEFAULT_URL"],
    ["kafka", "KAFKA_BOOTSTRAP_SERVERS"],
  ]);
});

test("what Micronaut migrates by is its own package, whatever that needs beside it", () => {
  const files = gradle(
    "dependencies {\n runtimeOnly 'org.flywaydb:flyway-database-postgresql'\n implementation 'io.micronaut.flyway:micronaut-flyway'\n}\n",
  );
  expect(java.detect(tree(files)).evidence).toContainEqual(
    expect.objectContaining({ what: "migrations", value: "Flyway, when it starts" }),
  );
});

test("a plugin that a build applies to all modules makes programs of those that have something to start", () => {
  const files = {
    "settings.gradle": "include('api', 'admin', 'core', 'theme')\n",
    "build.gradle": "subprojects {\n  apply plugin: 'java'\n  apply plugin: 'application'\n}\n",
    "api/src/main/java/a/Api.java": "package a;\nclass Api {\n  public static void main(String[] args) {}\n}\n",
    "admin/build.gradle": "application {\n  mainClass = 'io.ktor.server.netty.EngineMain'\n}\n",
    "admin/src/main/java/a/Admin.java": "",
    "core/src/main/java/a/Core.java": "package a;\n",
    "theme/build.gradle": "application {\n  mainClass = 'a.Api'\n}\n",
    "theme/src/main/java/a/Theme.java": "package a;\n",
  };
  expect(java.programs?.(tree(files)).map(({ value }) => value)).toEqual(["api", "admin"]);
});

test("what Kotlin only writes like a placeholder reads no variable", () => {
  const lines = ['@Value("\\${SHOP_KEY}")', '@Description("use \\${SHOP_HOME}")', 'val a = "${SHOP_NAME}"'];
  const facts = java.detect(
    tree({ ...spring(), "src/main/kotlin/a/Config.kt": `package a\nclass Config(\n${lines.join("\n")}\n)\n` }),
  );
  expect(facts.variables.map(({ value }) => value)).toEqual(["SHOP_KEY"]);
});

test.each<[dependency: string, settings: string, variable: string]>([
  ["org.springframework.boot:spring-boot-starter-web", "server.address", "SERVER_ADDRESS"],
  ["io.quarkus:quarkus-rest", "quarkus.http.host", "QUARKUS_HTTP_HOST"],
  ["io.micronaut:micronaut-http-server-netty", "micronaut.server.host", "MICRONAUT_SERVER_HOST"],
])("a program with %s that %s keeps on its machine is told to answer everybody", (name, setting, variable) => {
  const of = (host: string) =>
    java.detect(
      tree(
        gradle(`dependencies {\n implementation '${name}'\n}\n`, {
          "src/main/resources/application.properties": `${setting}=${host}\n`,
        }),
      ),
    );
  const local = of("localhost");
  expect(dockerfileOf(local)).toContain(`${variable}=0.0.0.0`);
  expect(local.warnings.map(({ text }) => text).join()).not.toContain("this machine only");
  expect(dockerfileOf(of("0.0.0.0"))).not.toContain(variable);
});

describe("a war", () => {
  const war = (plugins: string, more: Record<string, string> = {}) => ({
    "pom.xml": element("project", `<artifactId>shop</artifactId><packaging>war</packaging>${plugins}`),
    "src/main/java/a/Orders.java": "package a;\nimport jakarta.ws.rs.GET;\n",
    ...more,
  });
  const liberty = `<build><plugins><plugin><artifactId>liberty-maven-plugin</artifactId><configuration><serverName>shop</serverName></configuration></plugin></plugins></build>`;
  const server = (endpoint: string) => ({
    "src/main/liberty/config/server.xml": `<server>\n<featureManager><feature>mpHealth-4.0</feature></featureManager>\n<variable name="http.port" defaultValue="9081"/>\n${endpoint}\n</server>\n`,
  });

  test("that Liberty's plugin puts together is run by Liberty, for everybody, where its settings say", () => {
    const facts = java.detect(
      tree(war(liberty, server('<httpEndpoint id="main" host="localhost" httpPort="${http.port}"/>'))),
    );
    expect(facts.port).toEqual({ value: 9081, at: "src/main/liberty/config/server.xml:4" });
    expect(facts.health.readiness?.value).toBe("/health/ready");
    const text = dockerfileOf(facts);
    expect(text).toContain("liberty:create liberty:install-feature liberty:deploy");
    expect(text).toContain('<httpEndpoint id="main" host="*" httpPort="${PORT}" httpsPort="-1">');
    expect(text).toContain('CMD ["bin/server", "run", "shop"]');
  });

  test.each<[files: Record<string, string>, port: number]>([
    [server('<httpEndpoint httpPort="9090"/>'), 9090],
    [{}, 9080],
  ])("listens by %j at %i", (files, port) => expect(java.detect(tree(war(liberty, files))).port.value).toBe(port));

  test.each([
    ["", true],
    [element("dependencies", dependency("jersey-container-servlet")), false],
  ])("that needs more than servlets is warned of, unless it brings that: %j", (plugins, isWarned) => {
    const warned = java.detect(tree(war(plugins))).warnings.some(({ text }) => text.includes("server of Jakarta EE"));
    expect(warned).toBe(isWarned);
  });
});

test.each([
  'project(":shop-server").projectDir = file("$rootDir/Server")',
  "project(':shop-server').projectDir = new File(settingsDir, 'Server')",
])("a module stands where %s says, and keeps its name", (moved) => {
  const files = {
    "settings.gradle": `include ':shop-server'\n${moved}\n`,
    "Server/build.gradle": "plugins { id 'application' }\napplication {\n  mainClass = 'a.App'\n}\n",
    "Server/src/main/java/a/App.java": "public static void main(",
  };
  const dockerfile = dockerfileOf(java.detect(tree(files)));
  expect(dockerfile).toContain(":shop-server:");
  expect(dockerfile).toContain("Server/build/");
});

test.each([
  ["11", "<properties><java.version>17</java.version></properties>", 17],
  ["21", "<properties><java.version>17</java.version></properties>", 21],
])("with Java %s pinned, and %s, it runs on %i", (pinned, more, version) => {
  const files = {
    ...spring({}, ["spring-boot-starter-web"], more),
    "system.properties": `java.runtime.version=${pinned}\n`,
  };
  expect(found(java.detect(tree(files)), "java")?.value).toBe(String(version));
});

test("what Spring Boot 3 is run on is no older than it", () => {
  const parent = element("parent", element("artifactId", "spring-boot-starter-parent") + element("version", "3.2.0"));
  const files = spring(
    {},
    ["spring-boot-starter-web"],
    `${parent}<properties><java.version>11</java.version></properties>`,
  );
  expect(found(java.detect(tree(files)), "java")?.value).toBe("17");
});
