const key = "dito-chat-user";

/** @typedef {{ name: string, id: string }} User */

/** Whoever used this browser last, under the name that the original page gave its key. @returns {User | undefined} */
export function rememberedUser() {
  try {
    const user = JSON.parse(localStorage.getItem(key) ?? "");
    return typeof user.name === "string" && typeof user.id === "string" ? user : undefined;
  } catch {
    return undefined;
  }
}

/** @param {string} name @returns {User} */
export function rememberUser(name) {
  const user = { name, id: crypto.getRandomValues(new Uint32Array(3)).join("-") };
  localStorage.setItem(key, JSON.stringify(user));
  return user;
}

export function forgetUser() {
  localStorage.removeItem(key);
}
