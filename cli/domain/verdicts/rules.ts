import { admissionRules } from "./admission.ts";
import { apiRules } from "./api.ts";
import { composeRules } from "./compose-network.ts";
import { configurationRules } from "./configuration.ts";
import { customRules } from "./custom.ts";
import { evictionRules } from "./eviction.ts";
import { hookRules } from "./hook.ts";
import { imageRules } from "./image.ts";
import { initContainerRules } from "./init-container.ts";
import { memoryRules } from "./memory.ts";
import { networkRules } from "./network.ts";
import { killingProbeRules, probeRules } from "./probe.ts";
import { schedulingRules } from "./scheduling.ts";
import { exitRules, startRules } from "./start.ts";
import type { Rule } from "./verdict.ts";
import { volumeRules } from "./volume.ts";

/** Every rule, the more particular cause before the more general one. */
export const rules: readonly Rule[] = [
  ...composeRules,
  ...imageRules,
  ...configurationRules,
  ...volumeRules,
  ...evictionRules,
  ...memoryRules,
  ...startRules,
  ...killingProbeRules,
  ...exitRules,
  ...probeRules,
  ...admissionRules,
  ...schedulingRules,
  ...hookRules,
  ...initContainerRules,
  ...customRules,
  ...networkRules,
  ...apiRules,
];
