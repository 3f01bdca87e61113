/**
 * The registration page: shows the fields that fit the kind of contact, opens what danger makes necessary, leads to the
 * first fault, and makes the list of categories a tree that can be searched. Without it every field is there.
 */

import { each, icon, make, say } from "../weibao/js/page.js";

const sheet = document.getElementById("sheet");
const advice = document.getElementById("advice");
const named = (name) => sheet.querySelector(`[name="${CSS.escape(name)}"]:not([type="hidden"])`) ?? document.getElementById(`id_${name}`);

function fit() {
  const counted = sheet.dataset.countedKinds.split(" ").includes(sheet.elements.kind.value);
  for (const part of sheet.querySelectorAll("[data-request]")) part.hidden = counted && !part.querySelector("[aria-invalid], .wb-error");
  for (const part of sheet.querySelectorAll("[data-counted]")) part.hidden = !counted;
}

function lead(field) {
  const closed = field.closest("details:not([open])");
  if (closed) closed.open = true;
  field.scrollIntoView({ block: "center" });
  field.focus();
}

function openAdvised() {
  const wanted = (advice.querySelector("[data-opens]") ?? advice).dataset.opens;
  for (const key of wanted.split(" ").filter(Boolean)) document.getElementById(`section-${key}`).open = true;
}

/** A list of groups and their options, as an input that searches and two columns that are walked by arrow keys. */
function tree(select) {
  const groups = [...select.querySelectorAll("optgroup")].map((group) => ({ name: group.label, options: [...group.children].map((option) => ({ code: option.value, name: option.text, group: group.label })) }));
  const all = groups.flatMap((group) => group.options);
  const text = make("input", { class: "form-control", type: "text", id: select.id, autocomplete: "off", role: "combobox", "aria-expanded": "false", "aria-controls": "list_category", "aria-autocomplete": "list", placeholder: select.dataset.tree, "aria-invalid": select.getAttribute("aria-invalid"), "aria-describedby": select.getAttribute("aria-describedby") });
  const popup = make("div", { class: "wb-popup wb-region-columns", id: "list_category", role: "group", "aria-label": select.dataset.tree, hidden: true });
  const root = make("div", { class: "wb-region" }, text, popup);
  select.id = `${select.id}_chosen`;
  select.hidden = true;
  select.before(root);

  const show = (open) => { popup.hidden = !open; text.setAttribute("aria-expanded", String(open)); if (open) popup.scrollIntoView({ block: "nearest" }); };
  const spell = () => {
    const chosen = all.find((option) => option.code === select.value);
    text.value = chosen ? `${chosen.group} › ${chosen.name}` : "";
  };
  const choose = (code) => {
    select.value = code;
    spell();
    show(false);
    select.dispatchEvent(new Event("input", { bubbles: true }));
    select.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const leaf = (option, whole) => {
    const name = whole ? make("span", {}, option.name, make("small", {}, option.group)) : option.name;
    return make("li", {}, make("button", { type: "button", onclick: () => { choose(option.code); text.focus(); } }, name));
  };
  const list = (options, whole) => {
    const column = make("ul", {}, ...options.map((option) => leaf(option, whole)));
    if (!options.length) column.append(make("li", { class: "wb-muted" }, say("nothing")));
    return column;
  };
  const open = (group, button, column) => {
    while (column.nextSibling) column.nextSibling.remove();
    for (const other of column.querySelectorAll("button")) other.setAttribute("aria-current", String(other === button));
    popup.append(list(group.options, false));
  };
  const browse = () => {
    const column = make("ul");
    for (const group of groups) {
      const button = make("button", { type: "button", "aria-current": "false" }, group.name, icon("chevron-right"));
      button.addEventListener("click", () => open(group, button, column));
      column.append(make("li", {}, button));
    }
    popup.replaceChildren(column);
    show(true);
  };

  text.addEventListener("input", (event) => {
    event.stopPropagation();
    const wanted = text.value.trim().toLowerCase();
    if (!wanted) { select.value = ""; browse(); return; }
    popup.replaceChildren(list(all.filter((option) => `${option.name}\n${option.group}`.toLowerCase().includes(wanted)), true));
    show(true);
  });
  text.addEventListener("change", (event) => event.stopPropagation());
  text.addEventListener("click", () => { if (popup.hidden) browse(); });
  root.addEventListener("keydown", (event) => {
    const here = document.activeElement;
    const column = here.closest("ul");
    const move = (node) => { if (node) { event.preventDefault(); node.focus(); } };
    if (event.key === "Escape" && !popup.hidden) { event.preventDefault(); event.stopPropagation(); show(false); spell(); text.focus(); }
    else if (event.key === "ArrowDown" && here === text) { event.preventDefault(); if (popup.hidden) browse(); popup.querySelector("button")?.focus(); }
    else if (event.key === "ArrowDown") move(here.closest("li")?.nextElementSibling?.querySelector("button"));
    else if (event.key === "ArrowUp") move(here.closest("li")?.previousElementSibling?.querySelector("button") ?? text);
    else if (event.key === "ArrowRight" && column) { event.preventDefault(); if (here.querySelector("svg")) here.click(); column.nextElementSibling?.querySelector("button")?.focus(); }
    else if (event.key === "ArrowLeft" && column) move(column.previousElementSibling?.querySelector('[aria-current="true"]'));
    else if (event.key === "Enter" && here === text && !popup.hidden) { event.preventDefault(); popup.querySelector("button")?.click(); }
  });
  root.addEventListener("focusout", (event) => { if (!root.contains(event.relatedTarget)) { show(false); if (!select.value || text.value) spell(); } });
  sheet.addEventListener("weibao:filled", spell);
  spell();
}

if (sheet) {
  each("select[data-tree]", tree);
  sheet.elements.kind.addEventListener("change", fit);
  sheet.addEventListener("weibao:filled", () => { fit(); sheet.elements.kind.dispatchEvent(new Event("change", { bubbles: true })); });
  document.addEventListener("htmx:afterSettle", (event) => { if (event.target === advice) openAdvised(); });
  sheet.addEventListener("click", (event) => {
    const link = event.target.closest("[data-to-field]");
    const field = link && named(link.dataset.toField);
    if (field) { event.preventDefault(); lead(field); }
  });
  for (const ending of sheet.querySelectorAll(".desk-ending")) {
    ending.addEventListener("toggle", () => {
      if (!ending.open) return;
      for (const other of sheet.querySelectorAll(".desk-ending[open]")) if (other !== ending) other.open = false;
      ending.querySelector("[aria-invalid], select, textarea")?.focus();
    });
  }
  fit();
  openAdvised();
  // A sheet that was refused as a whole is kept at once, before anything more is typed.
  if ("unsaved" in sheet.dataset) sheet.dispatchEvent(new Event("input", { bubbles: true }));
  const fault = sheet.querySelector("[aria-invalid]");
  if (fault) lead(fault.matches("fieldset") ? fault.querySelector("input") : fault);
  else sheet.querySelector("[autofocus]")?.focus();
}
