import type { Language } from "../shared/language.ts";

/** Java and Kotlin, and what configures their programs: lines such as `SERVER_PORT=8080`, as they are read here. */
export const javaLanguage: Language = {
  name: "Java or Kotlin",
  files:
    /\.(?:java|kt)$|(?:^|\/)(?:application|bootstrap)[\w.-]{0,60}\.(?:ya?ml|properties|conf)$|(?:^|\/)(?:logback|log4j)[\w.-]{0,40}\.xml$|(?:^|\/)src\/main\/resources\/(?:config\/)?(?:config|configuration|settings)\.ya?ml$|^(?:config|configuration)\.ya?ml$/,
  notRun: /(?:Tests?|TestCase|IT|Spec)\.(?:java|kt)$|(?:^|\/)src\/(?:it|integration\w{0,40}|\w{1,40}Test)\//,
  foldersNotRun: ["generated", "buildSrc", ".mvn"],
  comments: /^[ \t]*(?:\/\/|\*|#).*$/gm,
  sourcesOf: () => [],
  port: {
    defaults: [
      /["']PORT["'][^\n]{0,20}\)?[^\n]{0,20}(?:\?:|,|:|orElse\()\s{0,9}["']?(\d{2,5})\b/g, // getenv("PORT") ?: "8080"
      /\$\{PORT:-?(\d{2,5})\}/g,
      /\$PORT:(\d{2,5})\b/g, // Ktor's application.yaml
      /^[ \t]{0,40}port\s{0,9}=\s{0,9}(\d{2,5})$/gm, // its application.conf
    ],
    fixed: [
      /\bembeddedServer\([^)\n]{0,80}\bport\s{0,9}=\s{0,9}(\d{2,5})\b/g,
      /^KTOR_DEPLOYMENT_PORT=(\d{2,5})$/gm,
      /\.(?:start|listen|port|setPort|http)\(\s{0,9}(\d{4,5})\b/g, // Javalin, Vert.x, Spark
      /^[ \t]{1,20}port\(\s{0,9}(\d{2,5})\s{0,9}\)/gm,
      /\bnew (?:Server|InetSocketAddress|ServerSocket)\(\s{0,9}(?:"[\d.]{1,20}",\s{0,9})?(\d{4,5})\b/g,
      /\b(?:Undertow|SunHttp|Jetty|Netty|KtorCIO|forPort|InetSocketAddress|ServerSocket)\(\s{0,9}(?:"[\d.]{1,20}",\s{0,9})?(\d{4,5})\b/g,
      /"(?:web|server|http|app|listen)\.port"\s{0,9},[^;"]{0,80}?"?(?<![\w.])(\d{4,5})"?\s{0,9}\)/g, // getProperty("server.port", "8082")
      /\bint (?:DEFAULT_)?PORT\s{0,9}=\s{0,9}(\d{4,5})\b/gi,
    ],
    read: /\bgetenv\(\)?\W{1,9}(?:get(?:OrDefault)?\()?"?PORT"|\$\{\??PORT\b/g,
  },
  loopback:
    /^(?:SERVER_ADDRESS|QUARKUS_HTTP_HOST|MICRONAUT_SERVER_HOST)=(?:localhost|127\.0\.0\.1)$|\bhost\s{0,9}=\s{0,9}"(?:localhost|127\.0\.0\.1)"|\bnew InetSocketAddress\("(?:localhost|127\.0\.0\.1)"/gm,
  loopbackHost: undefined,
  variables: {
    reads: [
      /\bgetenv\(\s{0,9}"([A-Z][A-Z0-9_]+)"/g,
      /\bgetenv\(\)\s{0,9}(?:\[\s{0,9}|\.get(?:OrDefault)?\(\s{0,9}|\.getValue\(\s{0,9})"([A-Z][A-Z0-9_]+)"/g,
      /\$\{([A-Z][A-Z0-9_]+)/g,
      /@ConfigProperty\(\s{0,9}name\s{0,9}=\s{0,9}"([A-Z][A-Z0-9_]+)"/g,
    ],
    // Of `${KEY:${OLD_KEY}}` one has to be there.
    optionalAfter: /^(?!:\$\{[A-Z][A-Z0-9_]{1,80}\}\})\s{0,9}(?:[:,]|[)\]]{1,2}\s{0,9}(?:\?:|\?\.|\.or))/,
    testedAfter: /^\s{0,9}[)\]]\s{0,9}(?:!=|==)/,
    testedLater: [
      ...["% == null", "% != null", "null == %", "null != %", "%.isBlank()", "%.isEmpty()", "%.isNullOrEmpty()"],
      ...["isBlank(%)", "isNotBlank(%)", "isEmpty(%)", "isNotEmpty(%)", "isNullOrEmpty(%)", "hasText(%)"],
    ],
    testedBefore: /\b(?:requireNonNullElse|ofNullable)\((?:System\.)?$|\$\{[A-Z][A-Z0-9_]{1,80}:$/,
    schemas: [],
  },
  health: [/\bget\(\s{0,9}["'](health\w{0,9})["']/g],
  stops: /\baddShutdownHook\b|\bSpringApplication\b|\brunApplication\b|\bembeddedServer\b|^@QuarkusMain\b/gm,
  writes: [
    /\bjdbc:(?:h2|hsqldb|derby|sqlite):(?:file:)?\.\/([\w-]{1,60})\//g,
    /^LOGGING_(?:FILE|PATH|FILE_NAME|FILE_PATH)=(?:\.\/)?([\w-]{1,60})(?=\/|$)/gm,
    /^\w{0,60}(?:UPLOAD|STORAGE)\w{0,60}(?:DIR|PATH|LOCATION|FOLDER)=\.\/([\w-]{1,60})/gm,
    /<file>(?:\.\/)?([\w-]{1,60})\//g,
    /<[pP]roperty name="\w{0,30}(?:PATH|DIR|HOME|FOLDER)\w{0,9}" value="(?:\$\{[^}"\n]{0,60}:-)?(?:\.\/)?([\w-]{1,60})[/"}]/gi,
    /\bcreateDirector(?:y|ies)\([^)"\n]{0,40}"(?:\.\/)?([\w-]{1,60})/g,
  ],
};
