import { createHash, createHmac, timingSafeEqual } from "node:crypto";

const hexDigest = /^[0-9a-f]{64}$/i;

/** Whether `signature`, in hexadecimal, is the HMAC-SHA256 of the body as it came over the wire. */
export function isSignedWith(secret: string, body: Buffer, signature: string): boolean {
  if (!hexDigest.test(signature)) return false;
  return timingSafeEqual(createHmac("sha256", secret).update(body).digest(), Buffer.from(signature, "hex"));
}

/** Whether two texts are the same, in a time that says nothing of where they differ, nor of how long one is. */
export const isSameSecret = (secret: string, given: string): boolean =>
  timingSafeEqual(digestOf(secret), digestOf(given));

const digestOf = (text: string): Buffer => createHash("sha256").update(text).digest();
