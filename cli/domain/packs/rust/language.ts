import type { Language } from "../shared/language.ts";

/** Rust, and the files that its programs are often configured by. */
export const rustLanguage: Language = {
  name: "Rust",
  files:
    /\.rs$|(?:^|\/)(?:config|configuration|settings)(?:\/(?:base|default|production)|\.default)?\.(?:ya?ml|toml)$|(?:^|\/)Rocket\.toml$/,
  notRun: /(?:^|\/)(?:build|tests?|test_\w{1,60})\.rs$|_tests?\.rs$/,
  foldersNotRun: ["benches", "xtask", "migration", "migrations"],
  comments: /^[ \t]*(?:\/\/|#[^[!]).*$/gm,
  // Tests stand below what they test, in the same file.
  notRead: {
    inFiles: /#\[cfg\(test\)\]/,
    reads: /^#\[cfg\(test\)\]\s{1,9}(?:#\[[^\]\n]{1,80}\]\s{1,9}){0,3}(?:pub )?mod \w{1,60} \{[\s\S]*/gm,
  },
  sourcesOf: () => [],
  port: {
    defaults: [
      /"(?:\w{1,20}_)?PORT"(?:,\s{0,9}"\w{1,40}")?\s{0,9}\)[^;{}]{0,160}?\b(\d{4,5})\b/g, // env::var("PORT").unwrap_or("3000".into()), setting("PORT", "port").unwrap_or(…)
      /\benv\s{0,9}=\s{0,9}"(?:\w{1,20}_)?PORT"[^\]\n]{0,120}\bdefault_value(?:_t)?\s{0,9}=\s{0,9}"?(\d{4,5})/g,
      /\bdefault_value(?:_t)?\s{0,9}=\s{0,9}"?(\d{4,5})"?[^\]\n]{0,120}\)\][ \t\n]{1,40}(?:pub )?port\b/g,
    ],
    fixed: [
      /\bArg::new\(\s{0,9}"port"[^;]{0,300}?(?:\.default_value\(\s{0,9}"|\bdefault: )(\d{4,5})\b/g,
      /#\[builder\(default\s{0,3}=\s{0,3}"(\d{4,5})"\)\]\s{1,40}(?:pub )?(?:http|web|server|listen|api)_port\b/g, // derive_builder
      /#\[builder\(default\s{0,3}=\s{0,3}"(\d{4,5})"\)\]\s{1,40}(?:pub )?port\b/g,
      /#\[(?:setting|config)\([^\]\n]{0,80}\bdefault\s{0,3}=\s{0,3}"?(\d{4,5})"?[^\]\n]{0,80}\]\s{1,40}(?:pub )?(?:(?:http|web|server|listen|bind|api|app|backend)_)?port\b/g, // schematic, confique
      /\bfn (?:default_)?port\(\) -> u16 \{\s{0,40}(\d{4,5})\b/g, // of serde
      /#\[default\((\d{4,5})\)\]\s{1,40}(?:pub )?(?:\w{1,20}_)?port\b/g, // smart-default
      /"(?:0\.0\.0\.0|127\.0\.0\.1|\[::1?\]|localhost):(\d{2,5})"/g,
      /\(\s{0,40}"(?:0\.0\.0\.0|127\.0\.0\.1|localhost)"(?:\.\w{1,20}\(\))?,\s{0,40}(\d{4,5})\b/g,
      /\(\[[\d, ]{7,20}\],\s{0,40}(\d{4,5})\b/g, // SocketAddr::from(([0, 0, 0, 0], 3000))
      /\bIpv4Addr::\w{1,20}(?:\([\d, ]{0,20}\))?(?:\.into\(\))?,\s{0,40}(\d{4,5})\b/g,
      /^[ \t]{0,40}(?:\w{1,20}_)?port\s{0,9}[:=]\s{0,9}"?(\d{4,5})\b/gm, // configuration/base.yaml, Rocket.toml, Settings { port: 3000 }
    ],
    read: /\bvar\(\s{0,9}"PORT"|\benv\s{0,9}=\s{0,9}"PORT"/g,
    variables: true,
  },
  loopback:
    /\bbind\w{0,9}\(\s{0,40}&?\(?\s{0,9}"(?:127\.0\.0\.1|localhost)\b|\b(?:bind_)?addr(?:ess)?\s{0,3}=\s{0,3}format!\("(?:127\.0\.0\.1|localhost):\{|\(\[127, ?0, ?0, ?1\],|\bIpv4Addr::(?:LOCALHOST|new\(127)/g,
  loopbackHost:
    /"((?:[A-Z][A-Z0-9]{0,20}_){0,2}(?:BIND|LISTEN)_(?:IP|HOST|ADDR|ADDRESS)|(?:(?:APP|API|HTTP|SERVER|WEB)_)?HOST)"\s{0,9}\)[^;{},]{0,160}?"(?:127\.0\.0\.1|localhost)"/g,
  variables: {
    reads: [
      // What is asked for may stand on the line below.
      /(?<!\bif let (?:Ok|Some|Err)\([^)\n]{0,40}\) =\s{1,40}(?:std::)?(?:env::|dotenvy?::)?)\bvar(?:_os)?\(\s{0,40}"([A-Z][A-Z0-9_]+)"\s{0,40}\)(?!\s{0,60}\.(?:unwrap_or|ok\b|or\b|or_else|map_or|is_ok|is_err|map\([^;]{0,120}unwrap_or))/g,
      // What stands in its place ends the program.
      /\bvar\(\s{0,40}"([A-Z][A-Z0-9_]+)"\s{0,40}\)\s{0,60}\.unwrap_or_else\([^;]{0,300}?\b(?:panic!|process::exit)/g,
      // An option's attribute may take several lines, with what it is without it before or behind the variable.
      /\benv(?<!\bdefault_value[^\]#]{0,120})\s{0,9}=\s{0,9}"([A-Z][A-Z0-9_]+)"(?![^\]]{0,200}\bdefault_value|[^\]]{0,200}\]\s{0,40}(?:pub )?\w{1,60}: (?:Option|bool|Vec))/g,
    ],
    optionalAfter: /^\s{0,9}(?:\{|else\b)/,
    testedAfter: /(?!)/,
    testedBefore: /\bif let (?:Ok|Some|Err)\([^)]{0,40}\) = (?:std::)?(?:env::|dotenvy?::)?$/,
    helpers: [
      {
        // get_env("KEY"), env_parse("KEY"), require_env_as("KEY")
        calls:
          /(?<![.\w])(?!\w{0,40}(?:set_|_or|opt|has_|is_))(?:\w{1,20}_)?env(?:_\w{1,40})?(?:::<\w{1,40}>)?\(\s{0,40}"([A-Z][A-Z0-9_]+)"/g,
        optional: /^\s{0,9}(?:,|\)\s{0,9}\.(?:unwrap_or|ok\b|or))/,
      },
    ],
    file: { reads: [/\bdotenvy?(?:::dotenvy?)?\(\)\s{0,40}(?:\.(?:expect|unwrap)\(|\?)/g] },
    schemas: [
      {
        inFiles: /#\[(?:clap|arg)\(/,
        field: /#\[(?:clap|arg)\((?:[^\]\n]{0,80}, )?env\)\]\s{1,40}(?:pub )?(\w{1,60}):(?= (?!Option))/g,
        optional: /\bOption\b/,
      },
    ],
  },
  health: [/#\[(?:get|rocket::get)\("\/?([\w/-]{0,60}health[\w-]{0,20})"/g],
  stops:
    /\bwith_graceful_shutdown\b|\bSignalKind::terminate\b|\bHttpServer::new\b|\brocket::(?:build|custom|ignite)\b/g,
  writes: [/\bcreate_dir(?:_all)?\(\s{0,9}"(?:\.\/)?([\w-]{1,60})/g],
};
