/** Keeps the countdown rings moving, by the server's clock. */

import { each, say } from "./page.js";

const MINUTE = 60_000;
const skew = document.body.dataset.now ? Date.parse(document.body.dataset.now) - Date.now() : 0;
const clocks = new Set();

/** Return a length of time in its two largest units, as the server says it. */
function span(length) {
  const minutes = Math.max(1, Math.floor(length / MINUTE));
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  if (days) return say("days", { n: days }) + (hours ? say("hours", { n: hours }) : "");
  if (hours) return say("hours", { n: hours }) + (rest ? say("minutes_more", { n: rest }) : "");
  return say("minutes", { n: minutes });
}

function show(node, at) {
  const due = node.dataset.due * 1000;
  const over = at >= due;
  const tone = over ? "red" : at >= node.dataset.warn * 1000 ? "orange" : "blue";
  node.classList.remove("is-blue", "is-orange", "is-red");
  node.classList.add(`is-${tone}`);
  // Words for working time come from the server and hold until the limit is over.
  if (over || !("left" in node.dataset)) node.querySelector("b").textContent = say(over ? "over" : "left", { span: span(Math.abs(due - at)) });
  const start = node.dataset.start * 1000;
  const used = over ? 1 : due > start ? Math.max(0, (at - start) / (due - start)) : 0;
  if (used) node.querySelector("circle + circle").setAttribute("stroke-dashoffset", String(Math.round(used * 100) - 100));
}

each(".wb-clock[data-due]", (node) => clocks.add(node));

setInterval(() => {
  const at = Date.now() + skew;
  for (const node of clocks) node.isConnected ? show(node, at) : clocks.delete(node);
}, 15_000);
