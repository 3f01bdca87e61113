/** Keys: what carries data-key is pressed by it; "?" shows all keys of the page. */

import { isTyping, make, onClick, say } from "./page.js";

// What lies in a closed <details> keeps its place in newer browsers, so the place alone does not tell.
const isShown = (node) => (node.checkVisibility ? node.checkVisibility() : Boolean(node.offsetParent));

function nameOf(event) {
  const held = [event.ctrlKey && "Ctrl", event.altKey && "Alt", event.shiftKey && "Shift"].filter(Boolean);
  return [...held, event.key.length === 1 ? event.key.toUpperCase() : event.key].join("+");
}

function overlay() {
  const list = make("dl", { class: "wb-keys" });
  const row = (keys, text) => list.append(make("dt", {}, make("kbd", {}, keys)), make("dd", {}, text));
  for (const node of document.querySelectorAll("[data-key]")) {
    if (isShown(node)) row(node.dataset.key, node.dataset.keyLabel ?? node.textContent.replace(node.dataset.key, "").trim());
  }
  if (document.querySelector("[data-table]")) { row("J / K  ↓ / ↑", say("key_rows")); row("Enter", say("key_open")); row("O", say("key_drawer")); }
  if (document.querySelector("[data-search]")) row("/", say("key_search"));
  row("[ / ]", say("key_tabs"));
  row("Esc", say("key_close"));
  row("?", say("key_help"));
  const dialog = make("dialog", { class: "wb-dialog", "aria-label": say("keys") }, make("h2", {}, say("keys")), list);
  dialog.append(make("form", { method: "dialog", class: "wb-actions" }, make("button", { class: "btn btn-primary" }, say("close"))));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || document.querySelector("dialog:modal")) return;
  const name = nameOf(event);
  if (name.length > 1 || !isTyping(event.target)) {
    // The drawer lies on top: its keys come first.
    const found = [...document.querySelectorAll(`[data-key="${CSS.escape(name)}"]`)].filter(isShown).pop();
    if (found) { event.preventDefault(); found.click(); return; }
  }
  if (isTyping(event.target) || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === "?") { event.preventDefault(); overlay(); }
  if (event.key === "/") { event.preventDefault(); document.querySelector("[data-search]")?.focus(); }
});
onClick("[data-keys-open]", overlay);
