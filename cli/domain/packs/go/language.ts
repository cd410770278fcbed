import type { Language } from "../shared/language.ts";

/** What is no number may be nothing at all, unless that ends the program. */
const conversions = ["Atoi", "ParseBool", "ParseInt", "ParseUint", "ParseFloat", "ParseDuration"].flatMap((name) =>
  ["strconv", "time"].map((of) => `${of}.${name}(%`),
);

export const goLanguage: Language = {
  name: "Go",
  files: /\.go$/,
  // Or is for another system, as the compiler reads names.
  notRun:
    /_test\.go$|\.pb\.go$|(?:^|\/)_|_(?:windows|darwin|ios|android|freebsd|netbsd|openbsd|dragonfly|solaris|illumos|aix|plan9|js|wasip1)(?:_[a-z0-9]{2,9})?\.go$/,
  // Built for another system, or by hand: `//go:build ignore`.
  apart: /^\/\/(?:go:build|[ \t]?\+build)[ \t]{1,4}(?![^\n]{0,200}(?:!|\b(?:linux|unix|amd64|arm64|cgo|go1)\b))[^\n]/m,
  foldersNotRun: ["testdata", "mocks", "tools", "scripts", "hack"],
  comments: /^[ \t]*\/\/(?!go:embed ).*$/gm,
  sourcesOf: () => [],
  port: {
    defaults: [
      /["']PORT["']\s*,\s*["']?:?(\d{2,5})\b/g, // getEnv("PORT", "8080")
      /\bport[ \t]{1,3}==[ \t]{1,3}""[ \t]{1,3}\{\s{1,40}\w{0,20}port[ \t]{0,9}:?=[ \t]{0,9}":?(\d{2,5})"/gi, // if port == "" { port = "8080" }
      /\b(?:env|envconfig):"PORT\b[^`\n]{0,120}\b(?:default|envDefault|env-default):"(\d{2,5})"/g, // Port int `env:"PORT" envDefault:"8080"`
    ],
    fixed: [
      /\btype (?:Web|HTTP|Http|Server|API|Api)\w{0,20} struct \{[^}]{0,400}?\bPort\b[^`\n]{0,40}`[^`\n]{0,120}\bdefault:"?:?(\d{4,5})\b/g, // type WebConfig struct { Port string `conf:"default:8080"`
      /\b(?:\w{0,20}Port|\w{0,20}Addr(?:ess)?|Listen\w{0,20}|Bind\w{0,20})[ \t]{1,40}\w{1,10}[ \t]{1,40}`[^`\n]{0,120}\b(?:default|envDefault|env-default):"[^"\n:]{0,60}:?(?<!\d)(\d{4,5})"/g, // Port int `env:"HTTP_PORT" envDefault:"8080"`
      /`[^`\n]{0,200}\blong:"(?:http-?|server-?)?(?:listen|port|addr|address|bind)"[^`\n]{0,200}\bdefault:"[^"\n:]{0,60}:?(?<!\d)(\d{4,5})"/g, // `long:"listen" default:"8080"`
      /\bListenAndServe(?:TLS)?\(\s*["'][^"'\n:]{0,60}:(\d{2,5})["']/g,
      /\b(?:Run|Start|Listen)\(\s*(?:"tcp",\s*)?["'][^"'\n:]{0,60}:(\d{2,5})["']/g,
      /\bAddr\s*:\s*["'][^"'\n:]{0,60}:(\d{2,5})["']/g,
      /\bdefault_?(?:http_?|server_?|listen_?)?(?:addr|address|port)[ \t]{0,9}(?:string[ \t]{0,9}|int[ \t]{0,9})?:?=[ \t]{0,9}["']?[^"'\n:]{0,60}:?(?<!\d)(\d{4,5})\b/gi, // const defaultAddress = ":9090"
      /["'](?:addr|port|listen|http|bind)["'][ \t]{0,4},[ \t]{0,4}["']?[^"'\n:]{0,60}:?(?<!\d)(\d{4,5})\b/gi, // flag.String("addr", ":8080", "…")
      /["'](?:addr|address|port|listen|http|bind)["'][ \t]{0,4},[ \t]{0,4}["']\w?["'][ \t]{0,4},[ \t]{0,4}["']?[^"'\n:]{0,60}:?(?<!\d)(\d{4,5})\b/gi, // IntP("port", "p", 8080, "…")
      /\bSetDefault\([ \t]{0,4}"(?:[\w.]{1,40}\.)?(?:http_?|server_?|listen_?)?(?:port|addr|address|bind|listen)"[ \t]{0,4},[ \t]{0,4}"?[^"\n:]{0,60}:?(?<!\d)(\d{4,5})\b/gi, // viper.SetDefault("server.port", 8080)
      /\b\w{0,20}(?:Interface|Addr|Address|Listen|Port|Bind)\.[sS]etDefault\([ \t]{0,4}"?[^"\n:]{0,60}:?(?<!\d)(\d{4,5})\b/g, // ServiceAddress.setDefault(":3456")
      /\bListen(?:Addr|Address)?:[ \t]{0,9}"[^"\n:]{0,60}:(\d{4,5})"/g, // Config{Listen: ":8000"}
      /\b\w{0,10}Port:[ \t]{0,9}"?(\d{4,5})\b/g, // Config{Port: 8080}
      /\bName:[ \t]{0,9}"(?:http-?|server-?|listen-?)?(?:port|addr|address|listen|listener|bind)"[^}]{0,300}?\bValue:[ \t]{0,9}"?[^"\n:]{0,60}:?(?<!\d)(\d{4,5})\b/g, // cli.IntFlag{Name: "port", Value: 8080}
      /\bport[ \t]{0,9}:?=[ \t]{0,9}["']:?(\d{2,5})["']/gi,
      /\.(?:[Ll]isten|HTTP|[Hh]ttp|[Ss]erver|[Ww]eb|[Bb]ind)?[Pp]ort[ \t]{0,9}=[ \t]{0,9}(\d{4,5})$/gm, // config.ListenPort = 8080
    ],
    read: /\b(?:Getenv|LookupEnv)\(\s*"PORT"|\b(?:env|envconfig|mapstructure):"PORT\b/g,
    variables: true,
  },
  loopback: /\b(?:ListenAndServe|Run|Start|Listen|Addr)\b[^\n]{0,20}["'](?:localhost|127\.0\.0\.1):\d/g,
  loopbackHost: undefined,
  variables: {
    reads: [
      // What is empty may be filled in on the next line.
      /\b(?:os\.Getenv|syscall\.Getenv)\(\s*"([A-Z][A-Z0-9_]+)"(?!\)\n[ \t]{0,20}if \w{1,40} == "" \{\s{1,40}\w{1,40} = )/g,
      /\bos\.LookupEnv\(\s*"([A-Z][A-Z0-9_]+)"/g,
    ],
    optionalAfter: /^\s*(?:,|\)\s*;\s*(?:len\()?\w+\)?\s*(?:!=|==|>))/,
    // `if n, _ := strconv.Atoi(os.Getenv("N")); n > 0`
    testedAfter: /^\s*\){1,3}\s*(?:==|!=)|^\s*\)(?:\)\s*(?:>|!=|==)\s*0|\)\s*;\s*\w{1,40}\s*(?:[<>]|!=|==))/,
    // `key, isSet := …` is told whether it is there; what is no number may be nothing at all, if nobody asks.
    testedBefore:
      /(?:,\s{0,9}(?!err\b)\w{1,40}\s{0,9}:?=\s{0,9}(?:\w{1,40}\.)?|\bif\s{1,9}|["`](?:true|1|yes|on)["`]\s{0,3}==\s{0,3}(?:strings\.\w{1,20}\(){0,2}(?:os\.)?|,\s{0,9}_\s{0,9}:?=\s{0,9}strconv\.\w{1,20}\()$/,
    // What is looked at before it is used; that which ends the program where it lacks is needed.
    testedLater: ['if % == ""', 'if % != ""', "len(%) == 0", "len(%) > 0", "len(%) != 0", '&& % == ""', ...conversions],
    sets: [/\bos\.Setenv\(\s{0,9}"([A-Z][A-Z0-9_]+)"/g],
    helpers: [
      { calls: /\b(?:[mM]ust|[rR]equire)\w{0,14}[eE]nv\w{0,20}\(\s{0,40}"([A-Z][A-Z0-9_]+)"/g, optional: /(?!)/ },
      {
        calls:
          /\b(?!(?:Getenv|LookupEnv)\(|(?:[sS]et|[uU]nset|[bB]ind|[cC]lear|[hH]as|[mM]ust|[rR]equire)\w{0,14}[eE]nv|\w{0,14}(?:[bB]ool|[eE]nabled|[fF]lag))\w{0,14}[eE]nv\w{0,20}\(\s{0,40}"([A-Z][A-Z0-9_]+)"/g,
        optional: /^\s{0,9},/,
      },
    ],
    file: {
      reads: [
        /\bgodotenv\.(?:Load|Overload)\(\s{0,9}(?:"([^"\n]{1,80})"\s{0,9})?\)[^}]{0,160}?\b(?:[Ll]og\w{0,9}\.(?:Fatal|Panic)|panic\(|os\.Exit|return\b[^\n}]{0,60}\berr)/g,
        /\bcleanenv\.ReadConfig\(\s{0,9}"([^"\n]{0,80}\.env)"[^}]{0,160}?\b(?:[Ll]og\w{0,9}\.(?:Fatal|Panic)|panic\(|os\.Exit|return\b[^\n}]{0,60}\berr)/g,
        /\bSetConfigFile\(\s{0,9}"([^"\n]{0,80}\.env)"[\s\S]{0,400}?\bReadInConfig\(\)[^}]{0,160}?\b(?:[Ll]og\w{0,9}\.(?:Fatal|Panic)|panic\(|os\.Exit|return\b)/g,
        /\bSetConfigName\(\s{0,9}"([\w.-]{1,40})"[\s\S]{0,200}?\bSetConfigType\(\s{0,9}"env"[\s\S]{0,400}?\bReadInConfig\(\)[^}]{0,160}?\b(?:[Ll]og\w{0,9}\.(?:Fatal|Panic)|panic\(|os\.Exit|return\b)/g,
      ],
      // Viper takes a variable into a struct where the file has it.
      keys: /\bmapstructure:"([A-Z][A-Z0-9_]{1,60})\b/g,
      alone: {
        reads: /\bviper\.(?:ReadInConfig|MergeInConfig)\(/g,
        unless: /\b(?:AutomaticEnv|BindEnv|MustBindEnv)\(/g,
        remedy: "call `viper.AutomaticEnv()` before `viper.ReadInConfig()`",
      },
    },
    schemas: [
      {
        // Of caarlos0/env, envconfig and cleanenv: they do without whatever they are not told to require.
        inFiles: /\b(?:env|envconfig):"/,
        field: /\b(?:env|envconfig):"([A-Z][A-Z0-9_]+)/g,
        optional:
          /^(?![\s\S]*(?:,[ \t]?required\b|,[ \t]?notEmpty\b|\brequired:"true"))|\b(?:default|envDefault|env-default):"/,
      },
    ],
  },
  health: [],
  stops: /\bsyscall\.SIGTERM\b|\bunix\.SIGTERM\b|\bgraceful\w*\b/g,
  writes: [
    // flag.StringVar(&files, "filespath", "files/", "…"), but for what it only reads
    /\bString(?:Var)?P?\(\s{0,9}(?:&[\w.]{1,60},\s{0,9})?"(?![\w.-]{0,40}(?:templ|static|asset|public|web|www|html|conf|migrat|cert|plugin|locale|script))[\w.-]{0,40}(?:path|dir|directory|folder)"\s{0,9},\s{0,9}(?:"\w?"\s{0,9},\s{0,9})?"(?:\.\/)?([\w-]{1,60})\/?"/gi,
    /\bos\.Mkdir(?:All)?\(\s*["']\.?\/?([\w-]+)\/?["']/g,
    /["`](?:file:)?(?:\.\/)?([\w-]{1,60})\/[\w.-]{1,60}\.(?:sqlite3?|db)["`?]/g, // a file of SQLite
  ],
};
