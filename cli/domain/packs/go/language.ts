import type { Language } from "../shared/language.ts";

export const goLanguage: Language = {
  name: "Go",
  files: /\.go$/,
  notRun: /_test\.go$|\.pb\.go$/,
  foldersNotRun: ["testdata", "mocks", "tools"],
  comments: /^[ \t]*\/\/.*$/gm,
  sourcesOf: () => [],
  port: {
    defaults: [
      /["']PORT["']\s*,\s*["']?:?(\d{2,5})\b/g, // getEnv("PORT", "8080")
      /\bport\s*=\s*["']:?(\d{2,5})["']/gi, // if port == "" { port = "8080" }
    ],
    fixed: [
      /\bListenAndServe(?:TLS)?\(\s*["'][^"'\n:]{0,60}:(\d{2,5})["']/g,
      /\b(?:Run|Start|Listen)\(\s*(?:"tcp",\s*)?["'][^"'\n:]{0,60}:(\d{2,5})["']/g,
      /\bAddr\s*:\s*["'][^"'\n:]{0,60}:(\d{2,5})["']/g,
      /\bdefault_?(?:http_?|server_?|listen_?)?(?:addr|address|port)[ \t]{0,9}(?:string[ \t]{0,9}|int[ \t]{0,9})?:?=[ \t]{0,9}["']?[^"'\n:]{0,60}:?(\d{4,5})\b/gi, // const defaultAddress = ":9090"
      /["'](?:addr|port|listen|http|bind)["'][ \t]{0,4},[ \t]{0,4}["']?[^"'\n:]{0,60}:?(\d{4,5})\b/gi, // flag.String("addr", ":8080", "…")
    ],
    read: /\b(?:Getenv|LookupEnv)\(\s*"PORT"/g,
  },
  loopback: /\b(?:ListenAndServe|Run|Start|Listen|Addr)\b[^\n]{0,20}["'](?:localhost|127\.0\.0\.1):\d/g,
  loopbackHost: undefined,
  variables: {
    reads: [/\b(?:os\.Getenv|os\.LookupEnv|syscall\.Getenv)\(\s*"([A-Z][A-Z0-9_]+)"/g],
    optionalAfter: /^\s*(?:,|\)\s*;\s*\w+\s*(?:!=|==))/,
    testedAfter: /^\s*\)\s*(?:==|!=)/,
    testedBefore: /(?:,\s*(?:ok|found|exists|present)\s*:?=\s*|\bif\s+)$/,
    schemas: [
      {
        inFiles: /\benv:"/,
        field: /\benv:"([A-Z][A-Z0-9_]+),(?:required|notEmpty)/g,
        optional: /\benvDefault:"/,
      },
    ],
  },
  health: [],
  stops: /\bsyscall\.SIGTERM\b|\bunix\.SIGTERM\b|\bgraceful\w*\b/g,
  writes: [/\bos\.Mkdir(?:All)?\(\s*["']\.?\/?([\w-]+)\/?["']/g],
};
