/** What every script needs: words in the reader's language, icons, toasts, requests, and hearing about new nodes. */

const words = JSON.parse(document.querySelector('meta[name="weibao-words"]').content);
const token = document.querySelector('meta[name="csrf-token"]');

/** Return the sentence `key` with its {places} filled in. */
export const say = (key, values = {}) => words[key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

/** Return the local time of day of a Date, as 14:05:31. */
export const clockTime = (date) => date.toLocaleTimeString("zh-CN", { hour12: false, timeZone: "Asia/Shanghai" });

/** Return a new element with attributes, properties under "on…", and children. */
export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children);
  return node;
}

/** Return the drawing `name` of the sprite. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${document.body.dataset.sprite}#${name}`);
  svg.setAttribute("class", "wb-icon");
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

const TOAST_ICONS = { red: "alert-circle", orange: "alert-triangle", green: "circle-check", blue: "info-circle" };

/** Show a sentence in the corner; red ones stay until closed. */
export function toast(text, tone = "blue") {
  const close = make("button", { type: "button", class: "btn wb-btn-plain wb-btn-icon wb-btn-small", "data-toast-close": true, "aria-label": say("close") }, icon("x"));
  const role = tone === "red" ? "alert" : "status";
  const node = make("div", { class: `wb-toast is-${tone}`, role, "data-toast": true }, icon(TOAST_ICONS[tone]), make("p", {}, text), close);
  document.getElementById("toasts")?.append(node);
  if (tone !== "red") setTimeout(() => node.remove(), 6000);
}

/** Call `act` for each element that matches, now and whenever htmx brings new ones. */
export function each(selector, act) {
  const seen = new WeakSet();
  const visit = (root) => {
    for (const node of [...(root.matches?.(selector) ? [root] : []), ...root.querySelectorAll(selector)]) {
      if (!seen.has(node)) { seen.add(node); act(node); }
    }
  };
  visit(document);
  document.addEventListener("htmx:load", (event) => visit(event.detail.elt));
}

/** Run `act` when a click lands on, or in, something that matches. */
export function onClick(selector, act) {
  document.addEventListener("click", (event) => {
    const node = event.target.closest?.(selector);
    if (node) act(node, event);
  });
}

export const csrfToken = () => token.content;

/** Take over the token of a freshly fetched page: a new login changes it. */
export function renewToken(value) {
  token.content = value;
  for (const field of document.querySelectorAll('input[name="csrfmiddlewaretoken"]')) field.value = value;
}

/** Fetch with our headers; rejects when the network is down, answers like fetch otherwise. */
export function send(url, options = {}) {
  const headers = { Accept: "application/json", "X-CSRFToken": csrfToken(), ...options.headers };
  return fetch(url, { credentials: "same-origin", ...options, headers });
}

/** Return whether somebody is typing, so that a letter is not a shortcut. */
export const isTyping = (node) => Boolean(node?.closest?.('input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable="true"]'));
