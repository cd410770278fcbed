/** How this page sets its cookies. */
export interface Cookies {
  /** The name that a cookie has in a browser. */
  nameOf(name: string): string;
  /** What sets one; one for no seconds is taken away. */
  set(name: string, value: string, how: { seconds: number; sameSite?: "Strict" | "Lax" }): string;
}

export const noCookie = "";

/** No script sees them, and over TLS no other host of the domain can set one. */
export const createCookies = (isTls: boolean): Cookies => {
  const nameOf = (name: string) => (isTls ? `__Host-${name}` : name);
  return {
    nameOf,
    set: (name, value, { seconds, sameSite = "Strict" }) =>
      [
        `${nameOf(name)}=${value}`,
        "Path=/",
        "HttpOnly",
        `SameSite=${sameSite}`,
        `Max-Age=${seconds}`,
        ...(isTls ? ["Secure"] : []),
      ].join("; "),
  };
};
