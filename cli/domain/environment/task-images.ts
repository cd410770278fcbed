import { containersOf, startedPods } from "../preflight/started-pods.ts";
import { isHook, type ManifestObject } from "../promotion/manifest.ts";

const tasks = ["Job", "CronJob", "Pod"];

/** Images that only tasks of a release run: as long as none of them does, it has no pod of these and lacks none. */
export function taskImages(objects: readonly ManifestObject[]): string[] {
  const pods = objects
    .filter((object) => !isHook(object))
    .flatMap((object) => startedPods([object], object.metadata.namespace ?? ""));
  const imagesIn = (own: typeof pods) =>
    own.flatMap(({ spec }) => containersOf(spec).flatMap(({ image }) => image ?? []));
  const lasting = new Set(imagesIn(pods.filter(({ kind }) => !tasks.includes(kind))));
  return imagesIn(pods.filter(({ kind }) => tasks.includes(kind))).filter((image) => !lasting.has(image));
}
