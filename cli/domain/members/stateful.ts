import type { Facts } from "../packs/pack.ts";

const stores = /(?:^|\/)(?:postgres|postgis|mysql|mariadb|mongo|redis|rabbitmq|elasticsearch|couchdb|cassandra)[:@]/;

/** Its image is one of a database with something of the project's own in it, and no program that other stages build. */
export const keepsData = ({ evidence }: Facts): boolean =>
  evidence.some(({ what, value = "" }) => what === "base" && stores.test(`${value}:`)) &&
  !evidence.some(({ what, value }) => what === "stages" && Number(value) > 1);
