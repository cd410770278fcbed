import { request } from "node:https";

/** Whether something answers HTTP at this address, with this status if one is given. */
export function answersHttp(url: string, status?: number): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(2000) }).then(
    (response) => status === undefined || response.status === status,
    () => false,
  );
}

/** Whether something answers there, with this status if one is given. Its certificate is not asked for: it tells no secret. */
export function answersHttps(url: string, status?: number): Promise<boolean> {
  return new Promise((resolve) => {
    const call = request(url, { rejectUnauthorized: false, timeout: 2000 }, (response) => {
      response.resume();
      resolve(status === undefined || response.statusCode === status);
    });
    call.on("error", () => resolve(false)).on("timeout", () => call.destroy());
    call.end();
  });
}
