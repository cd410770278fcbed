import { usageError } from "../../../lib/errors.ts";
import type { Config } from "../../core/config/schema.ts";
import { isValidName, longestName } from "../../core/dns-name.ts";
import { validName } from "../packs/shared/name.ts";
import type { Found } from "../packs/tree.ts";

/** What a person said on the command line. */
export interface Overrides {
  name?: string | undefined;
  image?: string | undefined;
  chartRepository?: string | undefined;
  /** Folder of the chart. */
  chart?: string | undefined;
  /** Of the cluster, in the order in which a release comes to them. */
  environments?: readonly string[] | undefined;
}

/** chatops.yaml stands in the project that it describes. */
export function verifyConfigFile(file: string): void {
  if (!/^([\\/]|[a-z]:|\.\.([\\/]|$))/i.test(file)) return;
  throw usageError(`--config ${file} is not inside the project`, {
    hint: "Name a path relative to the project's folder.",
  });
}

/** A name that was asked for is never changed in silence. */
export function verifyOverrides({ name, chartRepository, environments = [] }: Overrides): void {
  if (name !== undefined && !isValidName(name)) {
    const suggestion = validName(name);
    throw usageError(`--name ${name} is not a valid name`, {
      hint: `Lower-case letters, digits and dashes, starting with a letter, at most ${longestName}${suggestion ? `; --name ${suggestion} would do` : ""}.`,
    });
  }
  verifyEnvironments(environments);
  if (chartRepository !== undefined && hasCredentials(chartRepository)) {
    throw usageError("--chart-repo holds credentials, and chatops.yaml is no place for them", {
      hint: "Set CHARTMUSEUM_CREDS_USR and CHARTMUSEUM_CREDS_PSW in the environment instead.",
    });
  }
}

/** One of Compose is always there, and has that name. */
const ofCompose = "local";

function verifyEnvironments(names: readonly string[]): void {
  for (const [index, name] of names.entries()) {
    const why =
      name === ofCompose
        ? "is the one of Compose, which is there anyway"
        : names.indexOf(name) < index
          ? "is named twice"
          : isValidName(name)
            ? undefined
            : "is not a valid name";
    if (why) {
      throw usageError(`--environments: ${JSON.stringify(name)} ${why}`, {
        hint: "Name those of the cluster, in the order in which a release comes to them: --environments dev,qa,prod",
      });
    }
  }
}

const hasCredentials = (url: string) => /^[a-z]+:\/\/[^/]*@/i.test(url);

/** Where chatops.yaml is there already, it decides; a wish that contradicts it is refused. */
export function verifyAgreement(wishes: Overrides, config: Config): void {
  const pairs = [
    { option: "--name", key: "name", wish: wishes.name, value: config.name },
    { option: "--image", key: "image", wish: wishes.image, value: imageIn(config) },
    {
      option: "--chart-repo",
      key: "chart.repository",
      wish: wishes.chartRepository,
      value: config.chart.repository?.url,
    },
    { option: "--chart", key: "chart.path", wish: wishes.chart, value: config.chart.path },
    {
      option: "--environments",
      key: "environments",
      wish: wishes.environments?.join(","),
      value: clusterEnvironments(config).join(","),
    },
  ];
  const contradictions = pairs.filter(({ wish, value }) => wish !== undefined && wish !== value);
  if (contradictions.length === 0) return;
  throw usageError("chatops.yaml is there already and says something else", {
    details: contradictions.map(
      ({ option, key, wish, value }) => `${option} ${wish}, but ${key}: ${value ?? "not set"}`,
    ),
    hint: "Change it in chatops.yaml and run the import again, or start over with --force chatops.yaml.",
  });
}

const clusterEnvironments = ({ environments }: Config) =>
  Object.keys(environments).filter((name) => environments[name]?.kubernetes);

/** What the images of several services begin with is one wish, too. */
function imageIn({ image, services = {} }: Config): string | undefined {
  const [[name = "", first] = []] = Object.entries(services);
  return image?.push ?? first?.image?.push.slice(0, -name.length - 1);
}

/** The project's name and who says so. */
export function chooseName(found: Found<string>, wishes: Overrides, config: Config | undefined): Found<string> {
  if (config) return { value: config.name, at: "chatops.yaml" };
  return wishes.name === undefined ? found : { value: wishes.name, at: "--name" };
}
