import { z } from "zod";
import { resultOf } from "./result.ts";

export const addressesResult = resultOf("Addresses", {
  environment: z.string(),
  addresses: z
    .array(z.string())
    .describe("Of ingresses, routes and load balancers in a cluster, of published ports on Compose"),
});

/** Where an environment is reached. */
export type AddressesResult = z.infer<typeof addressesResult>;
