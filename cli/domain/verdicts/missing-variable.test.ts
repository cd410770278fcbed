import { expect, test } from "vitest";
import { missingVariable } from "./missing-variable.ts";

test.each([
  "must have required property 'API_KEY'",
  "env must have required property 'API_KEY'",
  'Error: "API_KEY" is required',
  'ValidationError: Config validation error: "API_KEY" is required. "OTHER" is required',
  "Error: API_KEY is not set",
  "Error: API_KEY environment variable is not set",
  "Error: API_KEY must be set in production",
  "failed to read the key: API_KEY or API_KEY_FILE must be set",
  "panic: API_KEY cannot be empty",
  "error: Environment variable not found: API_KEY.",
  "Error: Missing required environment variable: API_KEY",
  "missing environment variables: API_KEY, OTHER",
  "Error: Missing env var API_KEY",
  "Missing API_KEY",
  "required key API_KEY missing value",
  'env: required environment variable "API_KEY" is not set',
  'Environment variable "API_KEY" not found',
  'Environment variable not found: "API_KEY".',
  "KeyError: 'API_KEY'",
  'key not found: "API_KEY" (KeyError)',
  "/entrypoint.sh: line 3: API_KEY: unbound variable",
  "/entrypoint.sh: 3: API_KEY: parameter not set",
  "    API_KEY: undefined (missing)",
  "API_KEY: Required",
  "  API_KEY: Invalid input: expected string, received undefined",
  "django.core.exceptions.ImproperlyConfigured: Set the API_KEY environment variable",
  "RuntimeError: environment variable API_KEY is not set",
])("%s", (said) => expect(missingVariable(said)).toBe("API_KEY"));

test.each([
  "Error: Cannot find module 'pg'",
  "  code: 'MODULE_NOT_FOUND',",
  'TypeError [ERR_INVALID_ARG_TYPE]: The "path" argument must be of type string. Received undefined',
  "Error: connect ECONNREFUSED 127.0.0.1:5432",
  "ECONNREFUSED is not defined",
  "SQLITE_CANTOPEN: unable to open database file",
  "ERROR: relation users is missing",
  "KeyError: 'name'",
  "NODE_ENV is production",
  "LOG: database system is ready",
  undefined,
])("is not in: %s", (said) => expect(missingVariable(said)).toBe(undefined));

test("is named beside a check of all settings", () => {
  const log = [
    "Invalid environment variables: {",
    "  API_KEY: [ 'Required' ]",
    "}",
    "Error: Invalid environment variables",
  ];
  expect(missingVariable("Error: Invalid environment variables", log)).toBe("API_KEY");
  expect(missingVariable("Error: connect ECONNREFUSED", ["warning: API_KEY is not set"])).toBe(undefined);
});
