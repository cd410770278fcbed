import { createHmac, createSecretKey, type KeyObject, randomBytes, randomFillSync, timingSafeEqual } from "node:crypto";

/** Who a client is, for others to see, and what proves it, for the client alone to keep. */
export interface Identity {
  uid: string;
  token: string;
}

/** What a `uid` that somebody proved begins with. No other message may have one that does. */
export const provenMark = "~";
const pattern = /^(~[\w-]{1,64})\.([\w-]{43})$/;
const uidBytes = 12;

/** Gives clients names that nobody else can use: a token is a `uid` and the server's signature of it. */
export class Identities {
  readonly #key: () => string | undefined;
  /** The key as it is used: to make it ready takes longer than a signature. */
  #ready: { of: string; key: KeyObject } | undefined;
  /** For many at once: asking the system costs as much as everything else about a new one. */
  readonly #random = Buffer.allocUnsafeSlow(512 * uidBytes);
  #used = this.#random.length;

  /** `key`: undefined until it was read from where all replicas share it. */
  constructor(key: () => string | undefined) {
    this.#key = key;
  }

  /** Undefined for a token that no server with this key has signed. */
  read(token: string): Identity | undefined {
    const key = this.#readyKey();
    const [, uid, signature] = pattern.exec(token) ?? [];
    if (key === undefined || uid === undefined || signature === undefined) return undefined;
    return timingSafeEqual(Buffer.from(signatureOf(uid, key)), Buffer.from(signature)) ? { uid, token } : undefined;
  }

  /** Whoever the token names, else somebody new; undefined while there is no key. */
  of(token: string): Identity | undefined {
    const key = this.#readyKey();
    if (key === undefined) return undefined;
    return this.read(token) ?? signed(provenMark + this.#nextRandom(), key);
  }

  #readyKey(): KeyObject | undefined {
    const key = this.#key();
    if (key === undefined) return undefined;
    if (this.#ready?.of !== key) this.#ready = { of: key, key: createSecretKey(key, "utf8") };
    return this.#ready.key;
  }

  #nextRandom(): string {
    if (this.#used === this.#random.length) {
      randomFillSync(this.#random);
      this.#used = 0;
    }
    this.#used += uidBytes;
    return this.#random.toString("base64url", this.#used - uidBytes, this.#used);
  }
}

const signed = (uid: string, key: KeyObject): Identity => ({ uid, token: `${uid}.${signatureOf(uid, key)}` });

const signatureOf = (uid: string, key: KeyObject): string => createHmac("sha256", key).update(uid).digest("base64url");

export const createKey = (): string => randomBytes(32).toString("base64url");
