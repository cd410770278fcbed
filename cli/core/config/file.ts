/** Name of the project's configuration. Apart from its reader, which loads the schema. */
export const configFile = "chatops.yaml";
