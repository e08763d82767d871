// The console's two conveniences: a page that waits looks by itself whether something has happened, and a button prints.
"use strict";

const EVERY_MS = 1500;

for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => window.print());
}

const waiting = document.querySelector("[data-poll]");
if (waiting) {
  const look = async () => {
    try {
      const answer = await fetch(waiting.dataset.poll, { cache: "no-store" });
      if (answer.ok && (await answer.text()) !== waiting.dataset.now) {
        window.location.reload();
        return;
      }
    } catch {
      // The hub is away for a moment: the next look will tell.
    }
    window.setTimeout(look, EVERY_MS);
  };
  window.setTimeout(look, EVERY_MS);
}
