import { expect, test } from "vitest";
import { choosePins } from "./choose-pins.ts";
import { type Stamp, stampsFor } from "./pins.ts";
import { renderedImages } from "./rendered-images.ts";

const wanted = ["web", "worker"].map((service, index) => {
  const digest = `sha256:${`${index}`.repeat(64)}`;
  const one = { version: "1.4.0", image: { service, repository: `registry.example.com/${service}`, digest, id: "" } };
  return { ...one, pins: stampsFor(one, []) };
});
const references = wanted.map(({ image }) => `${image.repository}:1.4.0@${image.digest}`);

interface Named {
  image: Record<"repository" | "tag" | "digest", string>;
}

/** A chart that reads the digest of one service, and that of the other behind its tag; it fails if a name is missing. */
async function render(pins: readonly Stamp[]) {
  const { web, worker } = Object.assign({}, ...pins.map(({ values }) => values)) as Record<string, Named>;
  if (!web || !worker) return undefined;
  const images = [
    `${web.image.repository}:${web.image.tag}@${web.image.digest}`,
    `${worker.image.repository}:${worker.image.tag}`,
  ];
  return renderedImages([...images, "redis:7"].map((image) => ({ image })));
}

test("each image gets the way that the chart reads, and is rendered with the others", async () => {
  const asked: number[] = [];
  const chosen = await choosePins(wanted, (pins) => {
    asked.push(pins.length);
    return render(pins);
  });
  expect(chosen.references).toEqual(references);
  expect(chosen.pins.map((pin, index) => wanted[index]?.pins.indexOf(pin))).toEqual([0, 2]);
  expect(new Set(asked)).toEqual(new Set([2]));
});

test("is rendered once if the first way is right for all", async () => {
  let count = 0;
  const chosen = await choosePins(wanted, async () => {
    count += 1;
    return renderedImages(references.map((image) => ({ image })));
  });
  expect([count, chosen.references]).toEqual([1, references]);
});

const byTag = wanted.map(({ image, version }) => {
  const keys = { repository: `${image.service}.repository`, tag: "tag" };
  return { image, version, pins: stampsFor({ image, version }, [keys]) };
});

/** A chart with one tag for all of these services. */
const renderByTag = (services: readonly string[]) => async (pins: readonly Stamp[]) => {
  const { tag, ...all } = Object.assign({}, ...pins.map(({ values }) => values));
  return renderedImages(services.map((service) => ({ image: `${all[service].repository}:${tag}` })));
};

test("a chart with one tag for all is told that alone, as it cannot have the digest of each", async () => {
  const chosen = await choosePins(byTag, renderByTag(["web", "worker"]));
  expect(chosen.references).toEqual(wanted.map(({ image }) => `${image.repository}:1.4.0`));
});

test("a service that is turned off has no say in how the others are named", async () => {
  const { references: found } = await choosePins(byTag, renderByTag(["web"]));
  expect(found).toEqual(["registry.example.com/web:1.4.0", undefined]);
  let count = 0;
  const chosen = await choosePins(wanted, async () => {
    count += 1;
    return renderedImages([{ image: references[0] }]);
  });
  expect([count, chosen.references]).toEqual([wanted[0]?.pins.length, [references[0], undefined]]);
});

test("an image that takes only a tag leaves the others their digests", async () => {
  const chosen = await choosePins(wanted, async (pins) => {
    const { web, worker } = Object.assign({}, ...pins.map(({ values }) => values)) as Record<string, Named>;
    const image = `${web?.image.repository}:${web?.image.tag.split("@")[0]}@${wanted[0]?.image.digest}`;
    const isTag = !worker?.image.tag.includes("@") && !worker?.image.digest;
    return renderedImages([{ image }, { image: isTag ? `${worker?.image.repository}:1.4.0` : "redis:7" }]);
  });
  expect(chosen.references).toEqual([references[0], `${wanted[1]?.image.repository}:1.4.0`]);
});

test("an image that another one takes the place of is not run", async () => {
  const chosen = await choosePins(wanted, async ([, worker]) => {
    const isLast = worker === wanted[1]?.pins[1];
    return renderedImages([{ image: isLast ? references[1] : references[0] }]);
  });
  expect(chosen.references).toEqual([undefined, references[1]]);
});

test("what cannot be rendered runs nothing", async () => {
  const chosen = await choosePins(wanted, async () => undefined);
  expect(chosen).toMatchObject({ references: [undefined, undefined], rendered: undefined });
});
