/** The strip of open pages: remembered for this browser tab, one per path, closed by its cross; "[" and "]" walk it. */

import { icon, isTyping, make, say } from "./page.js";

const MOST = 12;
const strip = document.querySelector("[data-tabs] ul");
const KEY = `tabs:${document.body.dataset.person}`;

function read() {
  try { return JSON.parse(sessionStorage.getItem(KEY)) ?? []; } catch { return []; }
}

if (strip) {
  let pages = read();
  const here = { path: location.pathname, url: location.pathname + location.search, title: strip.textContent.trim() };
  const known = pages.findIndex((page) => page.path === here.path);
  if (known < 0) pages.push(here);
  else pages[known] = here;
  if (pages.length > MOST) pages.splice(pages.findIndex((page) => page.path !== here.path), 1);

  const close = (page) => {
    const at = pages.indexOf(page);
    pages = pages.filter((other) => other !== page);
    sessionStorage.setItem(KEY, JSON.stringify(pages));
    if (page === here) location.assign((pages[at] ?? pages[at - 1]).url);
    else draw();
  };
  const draw = () => {
    strip.replaceChildren(...pages.map((page) => {
      const link = make("a", { href: page.url, class: "wb-cut", title: page.title, "aria-current": page === here ? "page" : null }, page.title);
      const item = make("li", { class: `wb-tab${page === here ? " is-here" : ""}` }, link);
      if (pages.length > 1) item.append(make("button", { type: "button", "aria-label": say("close_tab", { title: page.title }), onclick: () => close(page) }, icon("x")));
      return item;
    }));
    strip.querySelector(".is-here").scrollIntoView({ inline: "nearest", block: "nearest" });
  };
  sessionStorage.setItem(KEY, JSON.stringify(pages));
  draw();

  document.addEventListener("keydown", (event) => {
    const step = { "[": -1, "]": 1 }[event.key];
    if (!step || event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target) || pages.length < 2) return;
    location.assign(pages[(pages.indexOf(here) + step + pages.length) % pages.length].url);
  });
}
