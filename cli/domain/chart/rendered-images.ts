/** What rendered manifests say of images, wherever it stands: in pods, Jobs, CronJobs, and kinds that others define. */
export interface RenderedImages {
  images: string[];
  /** Values of labels and selectors: a digest is none that a cluster takes. */
  labels: string[];
}

const labelKeys = ["labels", "matchLabels", "selector"];

/** Reads images and labels from objects of any kind. */
export function renderedImages(objects: readonly unknown[]): RenderedImages {
  const found: RenderedImages = { images: [], labels: [] };
  for (const object of objects) collect(object, found);
  return found;
}

function collect(value: unknown, found: RenderedImages): void {
  if (Array.isArray(value)) for (const item of value) collect(item, found);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return;
  for (const [key, item] of Object.entries(value)) {
    if (key === "image" && typeof item === "string") found.images.push(item);
    else if (labelKeys.includes(key) && typeof item === "object" && item !== null)
      found.labels.push(...Object.values(item).filter((label) => typeof label === "string"));
    collect(item, found);
  }
}
