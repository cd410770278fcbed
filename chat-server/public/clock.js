import { filled, language, texts } from "./texts.js";

const time = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long" });
const dayOfYear = new Intl.DateTimeFormat(language, { day: "numeric", month: "long", year: "numeric" });
const precise = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "medium" });

const aDay = 24 * 60 * 60 * 1000;

/** How far the server's clock is before this computer's, which may be set to anything. */
let ahead = 0;

/** @param {number} serverTime */
export function setClock(serverTime) {
  ahead = serverTime - Date.now();
}

/** Milliseconds since 1970, by the server's clock. */
export const now = () => Date.now() + ahead;

/** @param {number} moment */
export const timeOf = (moment) => time.format(moment);

/** @param {number} moment */
export const precisely = (moment) => precise.format(moment);

/** @param {number} moment */
export const dayKey = (moment) => new Date(moment).toDateString();

/** @param {number} moment */
export function dayName(moment) {
  if (dayKey(moment) === dayKey(now())) return texts.today;
  if (dayKey(moment) === dayKey(now() - aDay)) return texts.yesterday;
  return new Date(moment).getFullYear() === new Date(now()).getFullYear()
    ? day.format(moment)
    : dayOfYear.format(moment);
}

/** @param {number} moment */
export const newSince = (moment) =>
  filled(texts.newSince, {
    time: dayKey(moment) === dayKey(now()) ? timeOf(moment) : `${dayName(moment)}, ${timeOf(moment)}`,
  });
