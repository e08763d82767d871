// The board: news from the hub as they come, the question in one language after another, and, where the hub is
// silent for half a minute, of when the picture is.
"use strict";

const SILENT_MS = 30000;
const ASK_MS = 20000;
const now = document.getElementById("now");
const questions = [...document.querySelectorAll("#question > span")];
let heard = Date.now();
let news;

function listen() {
  news = new EventSource(now.dataset.news);
  news.addEventListener("board", (event) => {
    here();
    // Written by the hub's own template, which escapes whatever people wrote.
    now.replaceChildren(...new DOMParser().parseFromString(event.data, "text/html").body.childNodes);
    fit();
  });
  news.addEventListener("here", here);
}

function here() {
  heard = Date.now();
  stale(false);
}

function stale(is) {
  const line = now.querySelector(".as-of");
  if (line) line.hidden = !is;
}

// A wall cannot be scrolled: type is set smaller until everything is seen, down to two thirds.
function fit() {
  const root = document.documentElement;
  root.style.fontSize = "";
  if (innerWidth < 1100 || innerHeight < 600) return;
  const full = parseFloat(getComputedStyle(root).fontSize);
  for (let share = 1; share > 0.66 && root.scrollHeight > innerHeight; share -= 0.04) {
    root.style.fontSize = `${full * share}px`;
  }
}

setInterval(() => {
  if (Date.now() - heard > SILENT_MS) stale(true);
  if (news.readyState === EventSource.CLOSED) {
    news.close();
    listen();
  }
}, 5000);

if (questions.length > 1) {
  let turn = 0;
  setInterval(() => {
    questions[turn].hidden = true;
    turn = (turn + 1) % questions.length;
    questions[turn].hidden = false;
  }, ASK_MS);
}

addEventListener("resize", fit);
fit();
listen();
