/** Dense tables: move by keys, open as page or drawer, choose density and columns; the choice is remembered. */

import { closeDrawer, drawerIsOpen, openDrawer } from "./drawer.js";
import { each, isTyping, make } from "./page.js";

const rowsOf = (frame) => [...frame.querySelectorAll("tbody tr[data-href]")];
const frames = () => [...document.querySelectorAll("[data-table]")].filter((frame) => frame.offsetParent);

function current(frame) {
  return frame.querySelector('tbody tr[aria-current="true"]');
}

function mark(frame, row) {
  current(frame)?.removeAttribute("aria-current");
  row.setAttribute("aria-current", "true");
  row.scrollIntoView({ block: "nearest" });
}

function look(frame, row) {
  mark(frame, row);
  if (row.dataset.drawer) openDrawer(row.dataset.drawer, row);
}

function remember(frame, choice) {
  localStorage.setItem(`table:${frame.dataset.table}`, JSON.stringify(choice));
}

function dress(frame, choice) {
  frame.dataset.density = choice.compact ? "compact" : "normal";
  frame.querySelector("[data-density-switch]")?.setAttribute("aria-pressed", String(Boolean(choice.compact)));
  for (const cell of frame.querySelectorAll("[data-col]")) cell.hidden = (choice.hide ?? []).includes(cell.dataset.col);
}

each("[data-table]", (frame) => {
  const choice = JSON.parse(localStorage.getItem(`table:${frame.dataset.table}`) ?? "{}");
  dress(frame, choice);
  document.addEventListener("htmx:afterSettle", () => dress(frame, choice));
  frame.querySelector("[data-density-switch]")?.addEventListener("click", () => {
    choice.compact = !choice.compact;
    remember(frame, choice);
    dress(frame, choice);
  });
  const chooser = frame.querySelector("[data-columns] .wb-popup");
  for (const head of chooser ? frame.querySelectorAll("th[data-col]") : []) {
    const box = make("input", { type: "checkbox", class: "form-check-input", checked: !(choice.hide ?? []).includes(head.dataset.col) });
    box.addEventListener("change", () => {
      choice.hide = [...chooser.querySelectorAll("input")].flatMap((other) => (other.checked ? [] : [other.value]));
      remember(frame, choice);
      dress(frame, choice);
    });
    box.value = head.dataset.col;
    chooser.append(make("label", { class: "form-check" }, box, make("span", {}, head.textContent.trim())));
  }
  frame.addEventListener("click", (event) => {
    const row = event.target.closest("tbody tr[data-href]");
    if (!row || event.target.closest("a, button, input, select, label") || getSelection().toString()) return;
    if (row.dataset.drawer) look(frame, row);
    else location.assign(row.dataset.href);
  });
});

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target) || document.querySelector("dialog:modal")) return;
  const [frame] = frames();
  if (!frame) return;
  const rows = rowsOf(frame);
  const here = current(frame);
  const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
  if (step && rows.length) {
    event.preventDefault();
    const next = rows[Math.min(Math.max(rows.indexOf(here) + step, 0), rows.length - 1)];
    if (drawerIsOpen() && next.dataset.drawer) look(frame, next);
    else { mark(frame, next); next.focus({ preventScroll: true }); }
  } else if (event.key === "Enter" && here && !event.target.closest("a, button, summary")) {
    event.preventDefault();
    location.assign(here.dataset.href);
  } else if (event.key === "o" && here) {
    event.preventDefault();
    drawerIsOpen() ? closeDrawer() : look(frame, here);
  }
});
