/** @typedef {{ id: string, at?: number, uid?: string, verified?: boolean, data: Partial<import("./session.js").Message> }} Frame */

/**
 * A stored message, and whose it is.
 * @typedef {{ id: string, at: number | undefined, uid: string, isMine: boolean, isVerified: boolean, data: Frame["data"] }} Received
 */

/** Who this is to the server, which signs it. What a message says of its sender proves nothing. */
export class Identity {
  #localId;
  #database;
  /** What the server gave this browser, so that it knows it again. */
  #token;
  /** Undefined: the server knows no identities, being of an earlier release. @type {string | undefined} */
  #uid;

  /** @param {string} localId @param {import("./database.js").Database} database @param {string} token */
  constructor(localId, database, token) {
    this.#localId = localId;
    this.#database = database;
    this.#token = token;
  }

  /** To introduce a new connection with. */
  get token() {
    return this.#token;
  }

  get uid() {
    return this.#uid;
  }

  /** The server that is connected to now has to say it again. */
  forget() {
    this.#uid = undefined;
  }

  /** @param {{ uid: string, token: string }} frame */
  learn({ uid, token }) {
    this.#uid = uid;
    if (token === this.#token) return;
    this.#token = token;
    this.#database.change((_, facts) => facts.put(token, "token"));
  }

  /** @param {Frame} frame @returns {Received} */
  attribute({ id, at, uid = "", verified = false, data }) {
    const isKnown = this.#uid !== undefined;
    const isMine = isKnown ? verified && uid === this.#uid : data.uid === this.#localId;
    const claimed = typeof data.uid === "string" ? data.uid : "";
    return { id, at, data, isMine, isVerified: verified || !isKnown, uid: verified ? uid : claimed };
  }
}
