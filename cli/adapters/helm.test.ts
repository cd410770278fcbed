import { expect, it } from "vitest";
import { findHelm } from "./helm.ts";

const { signal } = new AbortController();

it.each(["configmap", "sql", "memory"])("is refused where it keeps its revisions in %s", async (HELM_DRIVER) => {
  await expect(findHelm({ HELM_DRIVER }, signal)).rejects.toMatchObject({
    message: `HELM_DRIVER is ${HELM_DRIVER}, and chatops works only where Helm keeps its revisions in Secrets`,
    hint: expect.stringMatching(/unset HELM_DRIVER/),
  });
});

it.each([undefined, "", "secret", "secrets"])(
  "is not refused with the driver %o, Helm's own default",
  async (driver) => {
    const refused = await findHelm({ HELM_DRIVER: driver }, signal).catch(String);
    expect(refused).not.toContain("HELM_DRIVER");
  },
);
