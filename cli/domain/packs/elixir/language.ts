import type { Language } from "../shared/language.ts";

/** Elixir, with its settings for production; those of other surroundings do not count. */
export const elixirLanguage: Language = {
  name: "Elixir",
  files: /\.exs?$/,
  notRun:
    /_test\.exs$|(?:^|\/)mix\/tasks\/|(?:^|\/)(?:mix|seeds|\.\w{1,20})\.exs$|(?:^|\/)config\/(?!config\.|prod|runtime\.|releases\.)[^/]{1,80}\.exs$/,
  foldersNotRun: ["deps", "_build", "priv", "rel", "docker"],
  comments: /^[ \t]*#(?!\{).*$/gm,
  // LiveView's socket is at /live, which tells nothing of health.
  notRead: { inFiles: /^[ \t]{0,20}socket\b/m, reads: /^[ \t]{0,20}socket\b[^\n]{0,200}/gm },
  sourcesOf: () => [],
  port: {
    defaults: [
      /"(?:(?:PHX|APP|HTTP|WEB)_)?PORT"\s{0,9}(?:,\s{0,9}:\w{1,20}\s{0,9})?\)\s{0,40}\|\|\s{0,40}"?(\d{2,5})\b/g, // System.get_env("PORT") || "4000", integer("PORT", :integer) || 4000
      /"(?:(?:PHX|APP|HTTP|WEB)_)?PORT"\s{0,9},\s{0,40}(?::\w{1,20}!?,\s{0,9})?"?(\d{2,5})\b/g, // env!("PORT", :integer, 4000), System.get_env("PORT", "4000")
      /"(?:(?:PHX|APP|HTTP|WEB)_)?PORT"\s{0,9},[^)\n]{0,80}?\b(?:prod|default):\s{0,9}"?(\d{2,5})\b/g, // get_env("PORT", prod: "4000", test: "4002")
    ],
    fixed: [/\bport:\s{0,9}(\d{4,5})\b/g, /\blisten\(\s{0,40}(\d{4,5})\b/g],
    read: /"PORT"/g,
  },
  loopback: /\bip:\s{0,9}(?:\{127, ?0, ?0, ?1\}|\{(?:0, ?){7}1\}|:loopback\b)/g,
  loopbackHost: undefined,
  variables: {
    reads: [
      /\bfetch(?:_env)?!\(\s{0,40}(?:System\.get_env(?:\(\))?,\s{0,9})?"([A-Z][A-Z0-9_]+)"/g,
      // Dotenvy's: what is there in its place comes third.
      /\benv!\(\s{0,40}"([A-Z][A-Z0-9_]+)"(?:\s{0,9},\s{0,9}:\w{1,20}[!?]?)?\s{0,9}\)/g,
      // The error that is raised may stand on the next line; where another variable has one value, it says nothing of others.
      /(?<!"[\w-]{1,20}" ->\s{1,40}(?:\w{1,40} =\s{1,40})?)\bSystem\.get_env\(\s{0,40}"([A-Z][A-Z0-9_]+)"\s{0,40}\)\s{0,40}\|\|\s{0,40}(?:\(\s{0,9})?raise\b/g,
      // Whatever else is missing is nil, which settings mostly take; a key of its own is none of these, but one for others is.
      /\bSystem\.get_env\(\s{0,40}"(?!\w{0,80}(?:API|CLIENT|PUBLIC|ACCESS|WEBHOOK|LICENSE)_)((?:[A-Z0-9]{1,40}_){0,6}(?:SECRET|SALT|KEY|KEY_BASE))"\s{0,40}\)(?!\s{0,40}\|\|)/g,
      // The same by a function of the project's own, which may be told that there is nothing in its place.
      /(?<![.\w])[a-z]\w{1,60}!?\(\s{0,40}(?:\w{1,40},\s{0,40})?"(?!\w{0,80}(?:API|CLIENT|PUBLIC|ACCESS|WEBHOOK|LICENSE)_)((?:[A-Z0-9]{1,40}_){0,6}(?:SECRET|SALT|KEY|KEY_BASE))"\s{0,40}(?:,\s{0,9}nil\s{0,9})?\)(?!\s{0,40}\|\|)/g,
      /\{:system,\s{0,9}(?::\w{1,12},\s{0,9})?"([A-Z][A-Z0-9_]+)"\}/g,
    ],
    optionalAfter: /^\s{0,9}(?:in\b|==|!=|=~|&&|do\b|\|>|,\s{0,9}do:)/,
    testedAfter: /^\s{0,9}(?:in\b|==|!=|=~|&&|do\b)/,
    testedBefore: /(?:\b(?:if|unless|and|or|not|case)\s+\(?|(?:&&|\|\||!)\s*)$/,
    schemas: [],
  },
  health: [],
  stops: /\bSystem\.(?:trap_signal|stop)\b/g,
  writes: [/\bFile\.mkdir(?:_p)?!?\(\s{0,9}"(?:\.\/)?([\w-]{1,60})/g],
};
