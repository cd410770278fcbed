import type { Facts } from "../packs/pack.ts";

const stores = /(?:^|\/)(?:postgres|postgis|mysql|mariadb|mongo|redis|rabbitmq|elasticsearch|couchdb|cassandra)[:@]/;

/** Its image is one of a database with something of the project's own in it. */
export const keepsData = ({ evidence }: Facts): boolean =>
  evidence.some(({ what, value = "" }) => what === "base" && stores.test(`${value}:`));
