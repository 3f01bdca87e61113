/** The menu tree: folds to a rail, remembers closed groups, slides in on a phone. */

import { each, onClick } from "./page.js";

const body = document.body;
const YEAR = 31_536_000;

onClick("[data-menu-fold]", () => {
  body.dataset.menu = body.dataset.menu === "rail" ? "tree" : "rail";
  // A cookie, so that the server draws the page in the right shape at once.
  document.cookie = `menu=${body.dataset.menu}; path=/; max-age=${YEAR}; samesite=lax`;
});

const opener = document.querySelector("[data-menu-open]");
const slide = (open) => {
  body.toggleAttribute("data-menu-open", open);
  opener?.setAttribute("aria-expanded", String(open));
  if (open) document.querySelector(".wb-menu a")?.focus();
  else opener?.focus();
};
if (opener) {
  opener.addEventListener("click", () => slide(true));
  onClick("[data-menu-close]", () => slide(false));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && body.hasAttribute("data-menu-open")) slide(false); });
}

each(".wb-menu-group", (group) => {
  const key = `menu:${group.dataset.group}`;
  if (localStorage.getItem(key) === "closed" && !group.querySelector("[aria-current]")) group.open = false;
  group.addEventListener("toggle", () => { group.open ? localStorage.removeItem(key) : localStorage.setItem(key, "closed"); });
});
