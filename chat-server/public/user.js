import { store, stored } from "./storage.js";

const key = "dito-chat-user";

/** @typedef {{ name: string, id: string }} User */
/** @typedef {import("./database.js").Database} Database */

/** Whoever used this browser last, here or on the original page, which had it in localStorage. @param {Database} database @returns {Promise<User | undefined>} */
export async function rememberedUser(database) {
  const kept = await database.fact("user");
  if (kept) return kept;
  try {
    const user = JSON.parse(stored(key) ?? "");
    return typeof user.name === "string" && typeof user.id === "string" ? user : undefined;
  } catch {
    return undefined;
  }
}

/** @param {Database} database @param {string} name @returns {Promise<User>} */
export async function rememberUser(database, name) {
  const user = { name, id: crypto.getRandomValues(new Uint32Array(3)).join("-") };
  store(key, JSON.stringify(user));
  await database.change((_, facts) => facts.put(user, "user"));
  return user;
}

/** And all that is kept for that user. @param {Database} database */
export async function forgetUser(database) {
  store(key, undefined);
  await database.change((outbox, facts) => {
    outbox.clear();
    facts.clear();
  });
}
