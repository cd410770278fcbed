import { Refusal, send } from "./api.js";
import { byId } from "./dom.js";
import { filled, texts } from "./texts.js";

/** @type {HTMLElement} */
const login = byId("login");
/** @type {HTMLFormElement} */
const form = byId("by-token");
/** @type {HTMLElement} */
const refused = byId("refused");
/** @type {HTMLElement} */
const elsewhere = byId("elsewhere");
/** @type {HTMLElement} */
const provider = byId("provider");

/** What was looked at, for when the provider sends its reader back: it knows nothing of that. */
const wanted = "chatops.wanted";

/** Why a provider's people did not get in. @type {Record<string, string>} */
const problems = {
  again: texts.loginAgain,
  roles: texts.loginRoles,
  provider: texts.loginFailed,
  busy: texts.loginBusy,
};

/** @param {import("./api.js").Ways} [ways] as far as they are known */
export function showLogin(ways) {
  if (ways) {
    form.hidden = !ways.tokens;
    elsewhere.hidden = !ways.provider;
    provider.textContent = filled(texts.logInBy, { provider: ways.provider ?? "" });
  }
  login.hidden = false;
  if (form.hidden) provider.focus();
  else byId("name").focus();
}

export function hideLogin() {
  login.hidden = true;
  refused.textContent = "";
}

/** Takes what people give to log in, and what came of it elsewhere. @param {() => void} onLoggedIn */
export function watchLogin(onLoggedIn) {
  const problem = new URLSearchParams(location.search).get("login");
  const hash = sessionStorage.getItem(wanted);
  if (hash?.startsWith("#/") && !location.hash) location.hash = hash;
  sessionStorage.removeItem(wanted);
  if (problem !== null) {
    refused.textContent = problems[problem] ?? texts.loginFailed;
    history.replaceState(null, "", `/${location.hash}`);
  }
  provider.addEventListener("click", () => sessionStorage.setItem(wanted, location.hash));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const given = new FormData(form);
    refused.textContent = "";
    try {
      await send("/api/session", "POST", { name: given.get("name"), token: given.get("token") });
      form.reset();
      onLoggedIn();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refused.textContent = error.status === 401 ? texts.wrongToken : error.message;
    }
  });
}
