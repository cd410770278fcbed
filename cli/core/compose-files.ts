/** The names by which Compose finds a project's file, in its order. */
export const composeFiles = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];
