/**
 * Keeps what is typed. A form with data-draft is copied into this browser while the server does not have it yet: with
 * data-draft-url until the server has taken it (PUT), without one for as long as this tab is open. Other people may use
 * this computer, so nothing stays behind: a copy goes when the server has the words, or when the person signs out.
 */

import { clockTime, each, icon, make, onClick, say, send } from "./page.js";

const PREFIX = `draft:${document.body.dataset.person ?? ""}:`;
const LOCAL_WAIT = 400;
const SERVER_WAIT = 2000;
const RETRY_WAIT = 15_000;

const shelves = [localStorage, sessionStorage];
const SKIPPED = new Set(["csrfmiddlewaretoken"]);

function values(form) {
  const found = {};
  for (const [name, value] of new FormData(form)) {
    if (SKIPPED.has(name) || value instanceof File || form.elements[name]?.type === "password") continue;
    found[name] = name in found ? [].concat(found[name], value) : value;
  }
  return found;
}

function fill(form, found) {
  for (const field of form.elements) {
    if (!field.name || SKIPPED.has(field.name) || ["file", "password", "submit", "button"].includes(field.type)) continue;
    const wanted = [].concat(found[field.name] ?? []);
    if (field.type === "checkbox" || field.type === "radio") field.checked = wanted.includes(field.value);
    else if (wanted.length) field.value = wanted[0];
  }
  form.dispatchEvent(new Event("weibao:filled", { bubbles: true }));
}

function keep(form) {
  const shelf = form.dataset.draftUrl ? localStorage : sessionStorage;
  const key = PREFIX + form.dataset.draft;
  const status = () => form.querySelector("[data-draft-status]");
  let localTimer = 0;
  let serverTimer = 0;
  let sending = false;

  const tell = (word, time, tone, drawing) => {
    const place = status();
    if (!place) return;
    place.classList.toggle("is-orange", tone === "is-orange");
    place.replaceChildren(icon(drawing), say(word, { time: clockTime(time) }));
  };
  const store = () => {
    shelf.setItem(key, JSON.stringify({ at: Date.now(), values: values(form) }));
    if (!form.dataset.draftUrl) tell("saved", new Date(), "", "device-floppy");
  };
  const upload = async () => {
    if (sending || !form.isConnected) return;
    sending = true;
    const text = JSON.stringify(values(form));
    try {
      const answer = await send(form.dataset.draftUrl, { method: "PUT", body: text, headers: { "Content-Type": "application/json" } });
      if (answer.status === 401) document.dispatchEvent(new Event("weibao:expired"));
      if (!answer.ok) throw new Error(answer.statusText);
      const saved = answer.status === 204 ? {} : await answer.json();
      tell("saved", saved.saved_at ? new Date(saved.saved_at) : new Date(), "", "cloud-check");
      if (text === JSON.stringify(values(form))) shelf.removeItem(key);
    } catch {
      store();
      tell("kept", new Date(), "is-orange", "cloud-off");
      clearTimeout(serverTimer);
      serverTimer = setTimeout(upload, RETRY_WAIT);
    } finally {
      sending = false;
    }
  };

  const kept = JSON.parse(shelf.getItem(key) ?? "null");
  // A form that comes back with its faults brings along what was typed: there is nothing to restore.
  if (kept && JSON.stringify(kept.values) !== JSON.stringify(values(form))) {
    fill(form, kept.values);
    const drop = make("button", { type: "button", class: "btn wb-btn-plain wb-btn-small", onclick: () => { shelf.removeItem(key); form.reset(); note.remove(); } }, say("drop"));
    const note = make("div", { class: "wb-note is-blue", role: "status" }, icon("history"), make("div", {}, say("restored", { time: clockTime(new Date(kept.at)) })), drop);
    (form.querySelector(".wb-drawer-body, .wb-panel-body") ?? form).prepend(note);
  }
  if (kept && form.dataset.draftUrl) upload();
  form.addEventListener("input", () => {
    clearTimeout(localTimer);
    localTimer = setTimeout(store, LOCAL_WAIT);
    if (!form.dataset.draftUrl) return;
    clearTimeout(serverTimer);
    serverTimer = setTimeout(upload, SERVER_WAIT);
  });
  form.addEventListener("submit", () => {
    clearTimeout(localTimer);
    clearTimeout(serverTimer);
    store();
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    const { status } = event.detail.xhr;
    if (event.detail.elt === form && status >= 200 && status < 300) shelf.removeItem(key);
  });
  for (const signal of ["online", "weibao:again"]) (signal === "online" ? window : document).addEventListener(signal, () => { if (shelf.getItem(key) && form.dataset.draftUrl) upload(); });
}

// A form that was sent and is no longer on the page has arrived: its copy goes. On the sign-in page everything waits.
function sweep() {
  if (!document.body.dataset.person) return;
  const here = new Set([...document.querySelectorAll("form[data-draft]")].map((form) => PREFIX + form.dataset.draft));
  const sent = sessionStorage.getItem("sent");
  if (sent && !here.has(sent)) for (const shelf of shelves) shelf.removeItem(sent);
  sessionStorage.removeItem("sent");
}

document.addEventListener("submit", (event) => {
  if (event.target.dataset.draft && !event.target.hasAttribute("hx-post")) sessionStorage.setItem("sent", PREFIX + event.target.dataset.draft);
});
onClick("[data-sign-out] button", () => {
  for (const shelf of shelves) for (const key of Object.keys(shelf)) if (key.startsWith("draft:") || key.startsWith("tabs:")) shelf.removeItem(key);
});

sweep();
each("form[data-draft]", keep);
