import { usageError } from "../../../lib/errors.ts";
import type { PreviewSettings } from "../../core/config/preview.ts";
import type { Config } from "../../core/config/schema.ts";
import { previewEnvironment } from "./names.ts";

/** The settings of the project where the command runs, which decide where everything goes. */
interface Trusted {
  config: Config;
  settings: PreviewSettings;
}

/**
 * Settings for a preview: how it is built is said by the commit; what it is called and where its image goes, by whoever runs
 * the command. Its chart stays on this machine, and nobody is told of its promotion.
 */
export function previewConfig(ofCommit: Config, { config: trusted, settings }: Trusted, number: number): Config {
  verifySecretFiles(ofCommit);
  const { image, services, chart, environments } = ofCommit;
  const isOne = services === undefined;
  const own = isOne ? (settings.image ?? (trusted.services ? undefined : trusted.image)) : undefined;
  if (isOne && image && !own) throw unknownImage("image");
  const named = Object.entries(services ?? {}).map(([name, service]) => {
    const known = settings.images?.[name] ?? trusted.services?.[name]?.image;
    if (service.image && !known) throw unknownImage(`services.${name}.image`);
    return [name, { ...service, image: known }] as const;
  });
  const { kubernetes, compose } = settings;
  const place = {
    promote: "manual" as const,
    observe: settings.observe,
    ...(compose ? { compose } : { kubernetes: { namespace: trusted.name, values: [], cluster: kubernetes?.cluster } }),
  };
  return {
    ...ofCommit,
    name: trusted.name,
    image: own,
    services: isOne ? undefined : Object.fromEntries(named),
    chart: { ...chart, repository: undefined },
    release: trusted.release,
    notify: [],
    environments: { [previewEnvironment(number)]: place, ...environments },
  };
}

const unknownImage = (key: string) =>
  usageError(`the commit pushes its image to a \`${key}\` that chatops.yaml here does not have`, {
    hint: "A preview pushes only to where chatops.yaml says that is trusted: name it there, in `preview` or as this does.",
  });

/** Throws if a build would read a file as a secret that is beside the project. */
function verifySecretFiles({ build, services = {} }: Config): void {
  const builds = [build, ...Object.values(services).map((service) => service.build)];
  for (const [id, source] of builds.flatMap((each) => Object.entries(each?.secrets ?? {}))) {
    const file = "file" in source ? source.file : "";
    if (!file.startsWith("/") && !file.split("/").includes("..")) continue;
    throw usageError(`the secret ${id} of the build is in ${file}, which is not of the project`, {
      hint: "Builds of previews get variables, and files of the project or below `~/`.",
    });
  }
}
