import { configuredBy, type Setting } from "../shared/configured.ts";
import { firstMatch, matchesOf, type Source } from "../shared/scan.ts";
import type { Survey } from "../shared/survey.ts";

/** The variable that takes the place of a setting; of some, none does. */
type Naming = (keys: readonly string[]) => string | undefined;

/** What its settings say, where Viper or koanf lets variables take their place. */
export function withVariables(survey: Survey): Survey {
  const naming = namingOfViper(survey.sources) ?? namingOfKoanf(survey.sources);
  if (!naming) return survey;
  const settings = survey.ownSettings.said.flatMap(({ path, value, at }): Setting[] => {
    const variable = naming(path);
    return variable ? [{ keys: path.map((key) => key.toLowerCase()), value, at, variable }] : [];
  });
  return configuredBy(settings, survey);
}

/** `SetEnvPrefix("shop")`, `SetEnvKeyReplacer(strings.NewReplacer(".", "_"))`, `AutomaticEnv()` */
function namingOfViper(sources: readonly Source[]): Naming | undefined {
  if (!firstMatch(sources, /\.(AutomaticEnv)\(\)/g)) return undefined;
  const prefix = firstMatch(sources, /\.SetEnvPrefix\(\s{0,9}"([\w-]{1,40})"/g)?.groups[0];
  const written = firstMatch(sources, /\bSetEnvKeyReplacer\(\s{0,40}strings\.NewReplacer\(([^)\n]{1,200})\)/g)
    ?.groups[0];
  const texts = [...(written ?? "").matchAll(/"([^"\n]{0,9})"/g)].map(([, text = ""]) => text);
  const pairs = texts.flatMap((from, index) => (index % 2 === 0 ? [[from, texts[index + 1] ?? ""] as const] : []));
  return (keys) => {
    const name = pairs.reduce((text, [from, to]) => text.replaceAll(from, to), keys.join("."));
    return /^\w{1,120}$/.test(name) ? [prefix, name].filter(Boolean).join("_").toUpperCase() : undefined;
  };
}

/** `env.Provider("SHOP_", ".", func(s string) string { … strings.Replace(…, "__", ".", -1) })` */
function namingOfKoanf(sources: readonly Source[]): Naming | undefined {
  for (const { groups } of matchesOf(sources, /\benv\.Provider\w{0,9}\(\s{0,9}"(\w{1,40})"\s{0,9},([\s\S]{0,400})/g)) {
    const [prefix = "", rest = ""] = groups;
    const separator = /"(_{1,3})"\s{0,9},\s{0,9}"\."/.exec(rest)?.[1];
    const isLowered = /\bToLower\(/.test(rest);
    return (keys) => {
      const name = separator || keys.length === 1 ? keys.join(separator) : undefined;
      return name && /^\w{1,120}$/.test(name) ? `${prefix}${isLowered ? name.toUpperCase() : name}` : undefined;
    };
  }
  return undefined;
}
