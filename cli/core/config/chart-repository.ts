import { z } from "zod";
import { url, withoutCredentials } from "./url.ts";

const helmUrl = z
  .url({
    protocol: /^(https?|oci)$/,
    error: "must be a URL such as https://charts.example.com or oci://ghcr.io/team/charts",
  })
  .refine(...withoutCredentials)
  .refine((value) => !value.startsWith("oci:") || /^oci:\/\/[^/]+(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*\/?$/.test(value), {
    error: "must be a path of a registry in lower case, such as oci://ghcr.io/team/charts",
  });
const gitlabUrl = url.refine((value) => /\/api\/v4\/projects\/[^/]+\/packages\/helm\/[^/]+\/?$/.test(value), {
  error: "must be such as https://gitlab.example.com/api/v4/projects/1/packages/helm/stable",
});

const otherKinds = z
  .strictObject({
    put: url.optional().describe("URL of a repository that takes a chart as a file, as Nexus and Artifactory do"),
    gitlab: gitlabUrl.optional().describe("URL of a channel in GitLab's package registry, as Helm reads it"),
  })
  .refine((kinds) => Object.values(kinds).length === 1, { error: "needs either `put` or `gitlab`" })
  .meta({ oneOf: [{ required: ["put"] }, { required: ["gitlab"] }] });

const location = z.object({
  /** How charts are uploaded. */
  kind: z.enum(["chartmuseum", "oci", "put", "gitlab"]),
  /** As Helm names it. */
  url: z.string(),
});

/** Where charts are published. */
export type ChartLocation = z.output<typeof location>;

/** The location of what Helm finds at a URL: over HTTP all kinds are read alike. */
export const locationAt = (address: string): ChartLocation => ({
  kind: address.startsWith("oci:") ? "oci" : "chartmuseum",
  url: address,
});

/** Mostly a URL. */
export const chartRepository = z.codec(z.union([helmUrl, otherKinds]), location, {
  decode(repository): ChartLocation {
    if (typeof repository === "string") return locationAt(repository);
    const { put, gitlab = "" } = repository;
    return put ? { kind: "put", url: put } : { kind: "gitlab", url: gitlab };
  },
  encode({ kind, url: address }) {
    if (kind === "put") return { put: address };
    return kind === "gitlab" ? { gitlab: address } : address;
  },
});
