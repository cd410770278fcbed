import type { Language } from "../shared/language.ts";

/** C# and F#, and what their programs are configured by. */
export const dotnetLanguage: Language = {
  name: ".NET",
  files: /\.(?:cs|fs)$|(?:^|\/)appsettings(?:\.Production)?\.json$/,
  notRun: /(?:Tests?|Specs?)\.(?:cs|fs)$|\.(?:Designer|g)\.cs$/,
  foldersNotRun: ["Migrations", "obj", "bin", "Tests"],
  comments: /^[ \t]*\/\/.*$/gm,
  sourcesOf: () => [],
  port: {
    defaults: [/"PORT"\s{0,9}\)\s{0,40}\?\?\s{0,9}"?(\d{4,5})\b/g],
    fixed: [
      /\b(?:UseUrls|Run|RunAsync)\(\s{0,9}"http:\/\/[^"\n:]{0,60}:(\d{2,5})\b/g,
      /\bListen(?:AnyIP|Localhost)?\(\s{0,9}(?:IPAddress\.\w{1,20},\s{0,9})?(\d{4,5})\b/g,
      /"[Uu]rls"\s{0,9}:\s{0,9}"http:\/\/[^"\n:]{0,60}:(\d{4,5})\/?"/g,
      /"Endpoints"\s{0,9}:\s{0,9}\{[\s\S]{0,300}?"Url"\s{0,9}:\s{0,9}"http:\/\/[^"\n:]{0,60}:(\d{4,5})\/?"/g, // Kestrel's in appsettings.json
    ],
    read: /\bGetEnvironmentVariable\(\s{0,9}"PORT"/g,
    // Its code hands Kestrel what stands in a setting of its own.
    setting: {
      said: /^[ \t]{0,4}"(?:Http|Server|Listen|Web)?Port"\s{0,9}:\s{0,9}"?(\d{4,5})\b/gim,
      files: /appsettings/,
      listens: /\bListen(?:AnyIP)?\(\s{0,9}(?:[\w.]{1,60},\s{0,9})?[A-Za-z_]/g,
    },
  },
  loopback:
    /\b(?:UseUrls|Run|RunAsync)\(\s{0,9}"http:\/\/(?:localhost|127\.0\.0\.1)|\bListenLocalhost\(|"Endpoints"\s{0,9}:\s{0,9}\{[\s\S]{0,300}?"Url"\s{0,9}:\s{0,9}"http:\/\/(?:localhost|127\.0\.0\.1):/g,
  loopbackHost: undefined,
  variables: {
    reads: [
      /\bGetEnvironmentVariable\(\s{0,9}"([A-Z][A-Z0-9_]+)"/g,
      /\b(?:[Cc]onfig(?:uration)?|_[Cc]onfig(?:uration)?)\[\s{0,9}"([A-Z][A-Z0-9_]+)"/g,
      /\b(CONNECTIONSTRINGS__[A-Z0-9_]{1,60})\b/g,
    ],
    optionalAfter: /^\s{0,9}[)\]]{1,3}\s{0,9}(?:\?\?\s{0,9}(?!throw|\s)|\?\.)/,
    testedAfter: /^\s{0,9}[)\]]{1,2}\s{0,9}(?:!=|==|is\b)/,
    testedLater: ["IsNullOrEmpty(%)", "IsNullOrWhiteSpace(%)", "% != null", "% is not null", "% is null", "% == null"],
    testedBefore: /\bIsNullOr(?:Empty|WhiteSpace)\((?:\w{1,40}\.)?$/,
    schemas: [],
  },
  health: [/\bMapHealthChecks\(\s{0,9}"\/?([\w/-]{1,60})"/g],
  stops:
    /\bWebApplication\.Create(?:Slim)?Builder\b|\bHost\.Create\w{0,20}Builder\b|\bWebHost\.Create\w{0,20}Builder\b|\bnew WebHostBuilder\b/g,
  writes: [/\bCreateDirectory\(\s{0,9}"(?:\.\/)?([\w-]{1,60})/g, /\bData Source=(?:\.\/)?([\w-]{1,60})\/[\w.-]{1,60}/g],
};
