/** Starts the scripts of a page and says what went wrong with a request: refused, conflicting, signed out, off-line. */

import { csrfToken, each, make, onClick, renewToken, say, toast } from "./page.js";
import "./countdown.js";
import "./drafts.js";
import "./drawer.js";
import "./fields.js";
import "./live.js";
import "./menu.js";
import "./picker.js";
import "./shortcuts.js";
import "./table.js";
import "./tabs.js";

let expiredDialog = null;

/** Say that the session is over without taking the page away; go on when the person has signed in again. */
function expired() {
  const address = document.body.dataset.signIn;
  if (expiredDialog || !address) return;
  const link = make("a", { class: "btn btn-primary", href: address, target: "_blank", rel: "opener" }, say("sign_in"));
  const close = make("button", { type: "button", class: "btn", onclick: () => expiredDialog.close() }, say("close"));
  expiredDialog = make("dialog", { class: "wb-dialog", "aria-label": say("expired") }, make("h2", {}, say("expired")), make("p", {}, say("expired_text")), make("div", { class: "wb-actions" }, link, close));
  expiredDialog.addEventListener("close", () => { expiredDialog.remove(); expiredDialog = null; });
  document.body.append(expiredDialog);
  expiredDialog.showModal();
}

const cookie = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
let knownCookie = cookie();

/** After a login in another window the token of this page is stale: fetch the page again for its new one. */
async function lookAgain() {
  if (!expiredDialog && cookie() === knownCookie) return;
  knownCookie = cookie();
  const answer = await fetch(location.href, { credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (page.body.dataset.person !== document.body.dataset.person) return;
  renewToken(page.querySelector('meta[name="csrf-token"]').content);
  if (expiredDialog) { expiredDialog.close(); toast(say("again"), "green"); document.dispatchEvent(new Event("weibao:again")); }
}
addEventListener("focus", lookAgain);
document.addEventListener("weibao:expired", expired);

document.addEventListener("htmx:configRequest", (event) => { event.detail.headers["X-CSRFToken"] = csrfToken(); });
document.addEventListener("htmx:responseError", (event) => {
  const { status, responseText } = event.detail.xhr;
  if (status === 401) return expired();
  let title = "";
  try { title = JSON.parse(responseText).title; } catch { /* not a problem document: say the general sentence */ }
  return toast(title || say("failed"), "red");
});
document.addEventListener("htmx:sendError", () => toast(say("offline"), "orange"));
addEventListener("offline", () => toast(say("offline"), "orange"));
addEventListener("online", () => toast(say("online"), "green"));

// A button that is off can be focused, so that its reason is read, but does nothing. A phone has no room beside it.
document.addEventListener("click", (event) => {
  const off = event.target.closest?.('[aria-disabled="true"]');
  if (!off) return;
  event.preventDefault();
  event.stopPropagation();
  const why = off.parentElement.querySelector(".wb-why");
  if (why && !why.offsetParent) toast(why.textContent, "orange");
}, true);

onClick("[data-toast-close]", (node) => node.closest("[data-toast]").remove());
onClick("[data-go-back]", () => history.back());
onClick("[data-print]", () => print());
onClick("[data-timeline-filter] button", (node) => {
  for (const button of node.parentElement.children) button.setAttribute("aria-pressed", String(button === node));
  const list = node.parentElement.nextElementSibling;
  for (const item of list.children) item.hidden = Boolean(node.dataset.kind) && item.dataset.kind !== node.dataset.kind;
});

const popups = () => document.querySelectorAll("details[data-popup][open]");
document.addEventListener("click", (event) => { for (const popup of popups()) if (!popup.contains(event.target)) popup.open = false; });
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const popup of popups()) { popup.open = false; popup.querySelector("summary").focus(); }
});

each("#toasts > .wb-toast:not(.is-red)", (node) => setTimeout(() => node.remove(), 8000));

// The content scrolls, not the page: give it the keyboard unless something else has it.
if (document.activeElement === document.body) document.getElementById("main")?.focus({ preventScroll: true });
