/** Opens a fragment at the right side: any element with data-drawer="address". The page behind stays usable. */

import { onClick } from "./page.js";

const drawer = document.getElementById("drawer");
let opener = null;

/** Load `url` into the drawer and open it; `from` gets the focus back. */
export async function openDrawer(url, from = document.activeElement) {
  if (!drawer) return;
  opener = from;
  await htmx.ajax("GET", url, { target: "#drawer-content", swap: "innerHTML" });
  if (!drawer.querySelector("[data-drawer-title]")) return;
  if (!drawer.open) drawer.show();
  const first = drawer.querySelector("[autofocus], .wb-drawer-form .wb-drawer-body :is(input:not([type=hidden]), select, textarea)");
  (first ?? drawer.querySelector("[data-drawer-title]")).focus();
}

/** Close the drawer and give the focus back to what opened it. */
export function closeDrawer() {
  if (!drawer?.open) return;
  drawer.close();
  document.getElementById("drawer-content").replaceChildren();
  if (opener?.isConnected) opener.focus();
}

export const drawerIsOpen = () => Boolean(drawer?.open);

onClick("[data-drawer]:not(tr)", (node, event) => {
  event.preventDefault();
  const url = new URL(node.dataset.drawer, location.href);
  if ("withQuery" in node.dataset) url.search = location.search;
  openDrawer(url.pathname + url.search, node);
});
onClick("[data-drawer-close]", closeDrawer);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.defaultPrevented && !document.querySelector("dialog:modal")) closeDrawer();
});
