import { z } from "zod";

/** A rule for URLs, with its complaint. */
export const withoutCredentials = [
  (value: string) => !/\/\/[^/]*@/.test(value),
  { error: "must not hold a user or password: they never stand here" },
] as const;

export const url = z
  .url({ protocol: /^https?$/, error: "must be a URL such as https://charts.example.com" })
  .refine(...withoutCredentials);
