import type { Language } from "../shared/language.ts";

export const phpLanguage: Language = {
  name: "PHP",
  // Symfony's settings, and the values that it has for them where nobody says others.
  files: /\.(?:php|phtml|inc)$|(?:^|\/)config\/(?:packages\/(?:prod\/)?)?[\w.-]{1,60}\.ya?ml$|^\.env$/,
  notRun: /(?:Test|_test|\.blade|\.tpl)\.php$|(^|\/)(?:_ide_helper\w*|phpunit|rector|ecs)\.php$/,
  foldersNotRun: ["migrations", "seeders", "seeds", "factories", "lang", "stubs", "languages", "docker"],
  // A line of an INI file, which may hide in a file of PHP, is one after a semicolon.
  comments: /^[ \t]*(?:\/\/|\*|\/\*|;|#(?!\[)).*$/gm,
  // What is for other environments than production.
  notRead: { inFiles: /^["']?when@/m, reads: /^["']?when@(?!prod)[^\n]*\n(?:(?:[ \t][^\n]*)?\n)*/gm },
  sourcesOf: () => [],
  port: {
    defaults: [
      /\b(?:getenv|env)\(["']PORT["']\)?[ \t]{0,4}(?:\?:|\?\?|,)[ \t]{0,4}["']?(\d{2,5})\b/g, // getenv('PORT') ?: 8080
      /\b_ENV\[["']PORT["']\]\s*(?:\?\?|\?:)\s*["']?(\d{2,5})\b/g,
    ],
    fixed: [
      /\bnew \\?(?:[\w\\]{1,80}\\)?(?:SocketServer|Server|Worker)\(\s*["'][^"'\n:]{0,20}(?::\/\/[^"'\n:]{1,60})?:(\d{2,5})["']/g,
      /\bServer\(\s*["'][\d.]{7,15}["']\s*,\s*(\d{2,5})\b/g, // new Server("0.0.0.0", 9501)
      /["']listen["'][ \t]{0,9}=>[ \t]{0,9}["']\w{1,20}:\/\/[^"':\n]{1,60}:(\d{2,5})["']/g, // of Webman
      /["']port["'][ \t]{0,9}=>[ \t]{0,9}(\d{4,5})\b/g, // of Hyperf
      /^[ \t]{0,20}(?:\$port = )?(\d{4,5})[,;)]?$/gm,
    ],
    read: /\b(?:getenv|env)\(\s*["']PORT["']|\b_ENV\[["']PORT["']\]/g,
  },
  loopback:
    /\bnew \\?(?:[\w\\]{1,80}\\)?(?:SocketServer|Server|Worker)\(\s*["'](?:[\w]{1,20}:\/\/)?(?:localhost|127\.0\.0\.1)\b/g,
  loopbackHost: undefined,
  variables: {
    reads: [/(?<![\w>:$])\\?(?:getenv|env)\(\s*["']([A-Z][A-Z0-9_]+)["']/g, /\$_ENV\[\s*["']([A-Z][A-Z0-9_]+)["']/g],
    optionalAfter: /^\s*(?:,\s*(?!true\b|false\b)|[\])]\s*\??(?:\?:|\?\?))/,
    testedAfter: /^\s*[\])]+\s*(?:===|!==|==|!=|\)\s*\{|\?)/,
    testedLater: [
      "is_string(%)",
      "empty(%)",
      "if (%)",
      "% === false",
      "% !== false",
      "false !== %",
      "false === %",
      "% ?:",
    ],
    testedBefore: /\b(?:isset|empty|if|filter_var)[ \t]{0,4}\([ \t]{0,4}!?[ \t]{0,4}$|(?:&&|\|\||!)[ \t]{0,4}$/,
    schemas: [],
  },
  health: [/\bhealth:\s*["']\/?(up)["']/g],
  stops: /\bSIGTERM\b/g,
  writes: [
    /\bmove_uploaded_file\([^;\n]{0,120}?["']\.?\/?([\w-]+)\//g,
    /\$(?:upload|target)s?_?(?:dir|path|folder)[ \t]{0,9}=[ \t]{0,9}["']\.?\/?([\w-]{1,80})\//gi,
  ],
};
