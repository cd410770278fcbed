import type { Config } from "../../core/config/schema.ts";

/** Whether anything takes the project's chart: a chart repository or a cluster. Compose needs none. */
export const isChartUsed = ({ chart, environments }: Config): boolean =>
  chart.repository !== undefined || Object.values(environments).some(({ kubernetes }) => kubernetes);
