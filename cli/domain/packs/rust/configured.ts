import { configuredBy } from "../shared/configured.ts";
import type { Survey } from "../shared/survey.ts";
import { readSettings } from "./settings.ts";

/** What its settings say, which variables may take the place of. */
export const withSettings = (survey: Survey): Survey => configuredBy(readSettings(survey.sources), survey);
