/**
 * Hears that something changed, never what: one stream per page for all topics named by data-live-topic. An element that
 * listens is nudged (hx-trigger="nudge") and fetches itself; a news bar asks for the number and waits to be pressed.
 */

import { each, send } from "./page.js";

const POLL = 20_000;
const RETRY = 60_000;
const base = document.body.dataset.liveUrl;
const listeners = new Set();
let stream = null;
let poll = 0;

async function tellNews(bar) {
  const answer = await send(bar.dataset.liveCheck).catch(() => null);
  if (!answer?.ok) return;
  const { count } = await answer.json();
  bar.hidden = !count;
  bar.querySelector("span").textContent = bar.dataset.liveText.replace("{n}", count);
}

function nudge(topic) {
  for (const node of listeners) {
    if (!node.isConnected) listeners.delete(node);
    else if (!topic || node.dataset.liveTopic === topic) node.dataset.liveCheck ? tellNews(node) : htmx.trigger(node, "nudge");
  }
}

function fallBack() {
  stream?.close();
  stream = null;
  if (!poll) poll = setInterval(() => { if (!document.hidden) nudge(); }, POLL);
  setTimeout(listen, RETRY);
}

function listen() {
  const topics = [...new Set([...listeners].map((node) => node.dataset.liveTopic))];
  if (!topics.length || stream) return;
  const url = new URL(`${base}/stream`, location.href);
  for (const topic of topics) url.searchParams.append("topic", topic);
  stream = new EventSource(url, { withCredentials: true });
  stream.onopen = () => { clearInterval(poll); poll = 0; };
  stream.onmessage = (event) => {
    let topic = event.data;
    try { topic = JSON.parse(event.data).topic; } catch { /* the plain topic */ }
    nudge(topic);
  };
  stream.onerror = fallBack;
}

each("[data-live-topic]", (node) => {
  listeners.add(node);
  if (node.dataset.liveCheck) node.addEventListener("click", () => location.reload());
});
listen();
// A page that is left must give its connection back at once: browsers allow six.
addEventListener("pagehide", () => stream?.close());
