/**
 * The variable that a program says it lacks in the line of its error, or beside it in its log: in the words of shells, of the languages' own errors (`KeyError: 'X'`), and of what checks
 * settings: Ajv, Joi, Zod, envalid, Prisma, pydantic, envconfig, Symfony, Rails.
 */
export function missingVariable(said = "", log: readonly string[] = []): string | undefined {
  const own = namedIn(said);
  // A check of all settings says that they are wrong first, and which ones on lines of their own.
  return own ?? (ofSettings.test(said) ? log.map(namedIn).find((name) => name !== undefined) : undefined);
}

function namedIn(line: string): string | undefined {
  const named = sayings.map((saying) => saying.exec(line)?.[1]).find(Boolean);
  return named && !ofErrors.test(named) ? named : undefined;
}

const ofSettings = /\b(?:env(?:ironment)?|config(?:uration)?|settings)\b/i;

const sayings = [
  // Of two ways to tell it, the first: `API_KEY or API_KEY_FILE must be set`.
  /\b([A-Z][A-Z0-9_]{2,60})["'`]? or ["'`]?[A-Z][A-Z0-9_]{2,60}["'`]? (?:is|must be|has to be|needs to be|should be) (?:required|set|defined|provided|specified|present)\b/,
  /["'`]?\b([A-Z][A-Z0-9_]{2,60})\b["'`]?,? (?:env(?:ironment)? var(?:iable)? )?(?:is|was|must be|has to be|needs to be|cannot be|should be) (?:required|missing|not (?:set|defined|provided|present|specified|configured)|set|defined|provided|specified|undefined|unset|empty|blank)\b/,
  /\b[Ee]nv(?:ironment)?[ -][Vv]ar(?:iable)?s?(?: (?:is |are )?(?:missing|required|not (?:set|found|defined|provided)))?:? {0,3}["'`[(]{0,2}([A-Z][A-Z0-9_]{2,60})\b["'`]?(?=[\])]?\.?$|[\]),:]| (?:is |was )?(?:missing|required|not|undefined|unset|must))/,
  /\b(?:[Mm]issing|[Rr]equired|MISSING)(?: (?:required|mandatory|property|setting|key|config(?:uration)?|env|environment|variables?|vars?|value|for)){0,5}:? {0,3}["'`[]{0,2}([A-Z][A-Z0-9_]{2,60})\b/,
  /\b[Ss]et (?:the )?["'`]?([A-Z][A-Z0-9_]{2,60})["'`]? env/,
  /\bKeyError: ['"]([A-Z][A-Z0-9_]{2,60})['"]/,
  /\bkey not found: ["']([A-Z][A-Z0-9_]{2,60})["']/,
  /\b([A-Z][A-Z0-9_]{2,60})["'`]?: {0,2}(?:parameter (?:null or )?not set|unbound variable|[Rr]equired|[Mm]issing|[Nn]ot set|undefined|Invalid input: expected \w+, received undefined|\[ ?["'`](?:[Rr]equired|Invalid input: expected \w+, received undefined)["'`])/,
];

/** Codes of errors, which are written like variables. */
const ofErrors = /^(?:E[A-Z]+$|ERR?_|SQLITE_|CERT_|UNABLE_|MODULE_|HTTP_\d)/;
