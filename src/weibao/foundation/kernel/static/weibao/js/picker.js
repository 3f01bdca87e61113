/** The region picker: type a name or a code, or walk province → city → county with the mouse or the arrow keys. */

import { each, icon, make, say, send } from "./page.js";

const WAIT = 200;

function picker(root) {
  const [code, text] = root.querySelectorAll("input");
  const popup = root.querySelector(".wb-popup");
  let timer = 0;
  let asked = 0;

  const ask = async (query) => {
    const turn = ++asked;
    const answer = await send(`${root.dataset.region}?${new URLSearchParams(query)}`).catch(() => null);
    // An answer that comes after a later question is of no use.
    return answer?.ok && turn === asked ? answer.json() : null;
  };
  const show = (open) => { popup.hidden = !open; text.setAttribute("aria-expanded", String(open)); if (open) popup.scrollIntoView({ block: "nearest" }); };
  const choose = (row) => {
    code.value = row.code;
    text.value = row.full_name;
    show(false);
    text.focus();
    code.dispatchEvent(new Event("input", { bubbles: true }));
    code.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const column = (rows, full, above = null) => {
    const list = make("ul");
    if (above) list.append(make("li", {}, make("button", { type: "button", onclick: () => choose(above) }, say("whole", { name: above.name }))));
    for (const row of rows) {
      const button = make("button", { type: "button", "aria-current": "false" }, full ? make("span", {}, row.name, make("small", {}, row.full_name)) : row.name);
      if (!row.leaf && !full) button.append(icon("chevron-right"));
      button.addEventListener("click", () => (row.leaf || full ? choose(row) : open(row, list, button)));
      list.append(make("li", {}, button));
    }
    if (!rows.length && !above) list.append(make("li", { class: "wb-muted" }, say("nothing")));
    return list;
  };
  const open = async (row, list, button) => {
    const rows = await ask({ parent: row.code });
    if (!rows) return;
    while (list.nextSibling) list.nextSibling.remove();
    for (const other of list.querySelectorAll("button")) other.setAttribute("aria-current", String(other === button));
    const next = column(rows, false, row);
    popup.append(next);
    next.scrollIntoView({ inline: "end", block: "nearest" });
  };
  const browse = async () => {
    const rows = await ask({ parent: "" });
    if (rows) { popup.replaceChildren(column(rows, false)); show(true); }
  };

  text.addEventListener("input", () => {
    code.value = "";
    clearTimeout(timer);
    timer = setTimeout(async () => {
      if (!text.value.trim()) return browse();
      const rows = await ask({ q: text.value.trim() });
      if (rows) { popup.replaceChildren(column(rows, true)); show(true); }
      return undefined;
    }, WAIT);
  });
  text.addEventListener("click", () => { if (popup.hidden) browse(); });
  root.addEventListener("keydown", async (event) => {
    const here = document.activeElement;
    const list = here.closest("ul");
    const move = (node) => { if (node) { event.preventDefault(); node.focus(); } };
    if (event.key === "Escape" && !popup.hidden) { event.preventDefault(); event.stopPropagation(); show(false); text.focus(); }
    else if (event.key === "ArrowDown" && here === text) { event.preventDefault(); if (popup.hidden) await browse(); popup.querySelector("button")?.focus(); }
    else if (event.key === "ArrowDown") move(here.closest("li")?.nextElementSibling?.querySelector("button"));
    else if (event.key === "ArrowUp") move(here.closest("li")?.previousElementSibling?.querySelector("button") ?? text);
    else if (event.key === "ArrowRight" && list) { event.preventDefault(); if (here.querySelector("svg")) here.click(); else move(list.nextElementSibling?.querySelector("button")); }
    else if (event.key === "ArrowLeft" && list) move(list.previousElementSibling?.querySelector('[aria-current="true"]'));
    else if (event.key === "Enter" && here === text && !popup.hidden) { event.preventDefault(); popup.querySelector("button")?.click(); }
  });
  root.addEventListener("focusout", (event) => { if (!root.contains(event.relatedTarget)) show(false); });
}

each("[data-region]", picker);
