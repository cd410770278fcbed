/** The names by which Compose finds a project's file, in its order. */
export const composeFiles = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];

/** What Compose reads beside one of these, if it is there. */
export const overridingFiles = ["yaml", "yml"].flatMap((end) =>
  ["compose", "docker-compose"].map((name) => `${name}.override.${end}`),
);

/** Names of files that people give to Compose by hand, those for production first: they say how a project is run, too. */
export const furtherComposeFiles = ["prod", "production", "example", "sample"].flatMap((word) =>
  ["docker-compose", "compose"].flatMap((name) =>
    [".", "-"].flatMap((mark) => ["yml", "yaml"].map((end) => `${name}${mark}${word}.${end}`)),
  ),
);
