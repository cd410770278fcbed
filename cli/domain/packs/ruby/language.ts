import type { Language } from "../shared/language.ts";

/** Ruby, and the settings of Rails in YAML with Ruby in it. */
export const rubyLanguage: Language = {
  name: "Ruby",
  // Tasks are run by hand.
  files: /\.(?:rb|ru)$|^config\/[\w-]+\.ya?ml$/,
  notRun:
    /_(?:test|spec)\.rb$|(?:^|\/)(?:spec_helper|rails_helper|test_helper)\.rb$|^config\/environments\/(?!production)|^config\/(?:i18n|recurring\.|schedule\.)/,
  foldersNotRun: ["migrate", "seeds", "locales", "generators", "templates", "tasks", "script", "cookbooks", "docker"],
  comments: /^[ \t]*#.*$/gm,
  // What is for other environments than production, unless it stands for all.
  notRead: {
    inFiles: /^production:/m,
    reads: /^(?:development|test|staging|review|ci|qa):(?![ \t]*&default)[^\n]*\n(?:(?:[ \t][^\n]*)?\n)*/gm,
  },
  sourcesOf: () => [],
  port: {
    defaults: [
      /\bENV\.fetch\(\s*["']PORT["']\s*\)\s*\{\s*["']?(\d{2,5})\b/g, // ENV.fetch("PORT") { 3000 }
      /\bENV\.fetch\(\s*["']PORT["']\s*,\s*["']?(\d{2,5})\b/g,
      /\bENV\[["']PORT["']\]\s*\|\|\s*["']?(\d{2,5})\b/g,
    ],
    fixed: [
      /\bset[ (]{1,4}:port[ \t]{0,4},[ \t]{0,4}["']?(\d{2,5})\b/g, // set :port, 9292
      /\bset[ (]{1,4}port:[ \t]{0,4}["']?(\d{2,5})\b/g,
      /\bbind[ (]{1,4}["']tcp:\/\/[^"'\n:]{1,60}:(\d{2,5})\b/g,
      /^port\s+(\d{2,5})\b/gm,
      /(?:\bPort:|:Port\s*=>)\s*(\d{2,5})\b/g,
      /\bTCPServer\.new\([^)\n]{0,60}?(\d{4,5})\)/g,
    ],
    read: /\bENV(?:\.fetch\(\s*|\[)["']PORT["']/g,
  },
  loopback:
    /\bset[ (]{1,4}:bind[ \t]{0,4},[ \t]{0,4}["'](?:localhost|127\.0\.0\.1)["']|\bbind[ (]{1,4}["']tcp:\/\/(?:localhost|127\.0\.0\.1)\b/g,
  loopbackHost: undefined,
  variables: {
    goesOn: true,
    reads: [/\bENV\[\s*["']([A-Z][A-Z0-9_]+)["']/g, /\bENV\.(?:fetch|delete)\(?\s*["']([A-Z][A-Z0-9_]+)["']/g],
    optionalAfter:
      /^[ \t]{0,4}(?:,|\)[ \t]{1,4}\|\||\)?[ \t]{0,4}\{|\)[ \t]{1,4}do\b|\][ \t]{0,20}(?:\.presence[ \t]{0,20})?\|\||\][ \t]{0,4}=(?!=)|\](?:,[^)\n]{0,40})?\)(?:\.\w{1,20})?[ \t]{1,4}\|\|)/,
    // Nothing is 0 as a number, and no item as a list.
    testedAfter: /^\s*\]\s*(?:\.presence&|\.to_[aif]\b|\.(?:present|blank|nil|empty|to_s\.empty)\?|==|!=|=~|\?|&\.|&&)/,
    testedBefore: /\b(?:if|unless|and|or|not|elsif)\s+\(?$|(?:&&|\|\||!|\?)\s*$/,
    schemas: [
      // Hanami reads DATABASE_URL where a setting is called so.
      {
        inFiles: /\bHanami::(?:Application::)?Settings\b/,
        field: /^[ \t]{2,20}setting[ (]{1,2}:([a-z]\w{0,60})/gm,
        optional: /\bdefault\b|\.optional\b/,
      },
    ],
  },
  health: [
    /\bget[ (]{1,4}["']\/?(up)["'][ \t]{0,4}(?:=>|,[ \t]{0,4}to:|,[ \t]{0,4}:to[ \t]{0,4}=>)/g,
    /\bget[ (]{1,4}["'](health-?check|healthz?|readyz?|livez?)["']/g,
  ],
  stops: /\btrap[ (]{0,4}["':](?:SIG)?TERM\b/g,
  writes: [/\bFileUtils\.mkdir(?:_p)?[ (]{1,4}["']\.?\/?([\w-]{1,80})\/?["']/g],
};
