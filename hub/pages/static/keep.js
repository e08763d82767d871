// The trail as somebody holds it: opening, saving, merging, reading, showing it to a kiosk. Shared by the slip page
// and by the reader that works without a hub. Nothing is kept in the browser unless its owner ticks the box.
"use strict";

const say = JSON.parse(document.getElementById("texts").textContent);
const at = (id) => document.getElementById(id);

// A sentence with its blanks filled in.
function sentence(key, values = {}) {
  return say[key].replace(/\{(\w+)\}/g, (blank, name) => values[name] ?? blank);
}

function put(id, text) {
  at(id).textContent = text || "";
  at(id).hidden = !text;
}

function made(kind, text, className = "") {
  const element = document.createElement(kind);
  element.textContent = text;
  element.className = className;
  return element;
}

function dayWords(day, year = true) {
  const parts = { weekday: "long", day: "numeric", month: "long", timeZone: "UTC", ...(year && { year: "numeric" }) };
  return new Intl.DateTimeFormat(document.documentElement.lang, parts).format(new Date(`${day}T12:00:00Z`));
}

function download(name, kind, text) {
  const link = made("a", "");
  link.href = URL.createObjectURL(new Blob([text], { type: kind }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

const keeping = (() => {
  const PLACE = "curiocity-trail";
  const FILE_MOST = 20 * 1024 * 1024;
  let held = null;
  let unsaved = false;
  let changed = () => {};

  function tell(keys, values) {
    put("trail-said", keys.map((key) => sentence(key, values)).join(" "));
  }

  function remembered() {
    try {
      const text = localStorage.getItem(PLACE);
      return text && trails.readFile(text).trail;
    } catch {
      return null; // storage is switched off, or holds what an older version cannot read: it stays as it is
    }
  }

  function remember() {
    try {
      if (!at("remember").checked || !held) return;
      const before = localStorage.getItem(PLACE);
      if (before && !remembered()) localStorage.setItem(`${PLACE}-unread`, before); // of a newer version
      localStorage.setItem(PLACE, trails.writeFile(held));
    } catch {
      at("remember").checked = false;
      tell(["cannot_remember"]);
    }
  }

  function unremember() {
    try {
      localStorage.removeItem(PLACE);
    } catch {
      // nothing was kept there
    }
  }

  function hold(trail, isSaved) {
    held = trail;
    unsaved = !isSaved && trail.slips.length > 0;
    remember();
    draw();
    changed();
  }

  function draw() {
    for (const id of ["save", "as-text", "show", "remember-line", "delete"]) at(id).hidden = !held;
    const isOpen = unsaved && !at("remember").checked;
    put("unsaved", isOpen ? say.unsaved : "");
    at("save").classList.toggle("first", isOpen);
    put("nothing-yet", held && !held.slips.length ? say.nothing_yet : "");
    at("days").replaceChildren(...(held ? held.slips.map(drawDay) : []));
  }

  function drawDay(slip) {
    const day = made("li", "");
    const head = made("h3", dayWords(slip.day));
    const where = made("p", [slip.hour, slip.place, slip.hub].join(" · "), "quiet");
    const words = made("p", slip.words, "said own");
    day.append(head, where, words);
    if (slip.theme) day.append(made("p", sentence("theme_is", { theme: slip.theme })));
    const remove = made("button", say.remove_day, "small");
    remove.setAttribute("aria-label", `${say.remove_day}: ${head.textContent}, ${slip.hour}`);
    remove.onclick = () => {
      hold(trails.without(held, slip.secret), false);
      at("trail-title").focus();
    };
    day.append(remove);
    return day;
  }

  async function openFiles(files) {
    const said = [];
    for (const file of files) {
      try {
        if (file.size > FILE_MOST) throw new trails.TrailError("file_damaged");
        const { trail, problem } = trails.readFile(await file.text());
        const isFirst = !held || !held.slips.length;
        hold(held ? trails.merge(trail, held) : trails.merge(trail, trail), isFirst && files.length === 1);
        said.push(problem || "opened");
      } catch (error) {
        if (!(error instanceof trails.TrailError)) throw error;
        said.push(error.message);
      }
    }
    tell([...new Set(said)]);
  }

  async function show() {
    await changed();
    if (typeof qrcode === "undefined") await script(document.body.dataset.qr);
    if (typeof qrcode === "undefined") return tell(["no_qr"]);
    const code = qrcode(0, "M");
    const shown = trails.fromBase32(held.trails[0]);
    code.addData(trails.writeShown(shown, nextVisit(held.trails[0], keeping.today()), trails.tags(held)), "Alphanumeric");
    code.make();
    at("code").replaceChildren(drawn(code));
    at("shown").showModal();
  }

  // Visits of one day have numbers without a gap: what is not found yet is shown once more.
  function nextVisit(trail, day) {
    for (let visit = 0; visit < trails.VISITS; visit += 1) {
      if (!held.slips.some((slip) => slip.visit === `${day}/${visit}/${trail}`)) return visit;
    }
    return trails.VISITS - 1;
  }

  function drawn(code) {
    const quiet = 4; // modules around it, as ISO/IEC 18004 asks
    const side = code.getModuleCount() + 2 * quiet;
    let path = "";
    for (let row = 0; row < side - 2 * quiet; row += 1) {
      for (let column = 0; column < side - 2 * quiet; column += 1) {
        if (code.isDark(row, column)) path += `M${column + quiet} ${row + quiet}h1v1h-1z`;
      }
    }
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", `0 0 ${side} ${side}`);
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", say.show_kiosk);
    const dots = document.createElementNS("http://www.w3.org/2000/svg", "path");
    dots.setAttribute("d", path);
    svg.append(dots);
    return svg;
  }

  function script(address) {
    if (!address) return Promise.resolve();
    return new Promise((done) => {
      const element = document.createElement("script");
      element.src = address;
      element.onload = element.onerror = done;
      document.head.append(element);
    });
  }

  function forget() {
    if (held.slips.length && !confirm([unsaved ? say.unsaved : "", `${say.delete_here}?`].join("\n"))) return;
    held = null;
    unsaved = false;
    at("remember").checked = false;
    unremember();
    tell(["deleted"]);
    draw();
  }

  function save() {
    download("curiocity-trail.json", "application/json", trails.writeFile(held));
    unsaved = false;
    draw();
  }

  function start(whenChanged) {
    changed = whenChanged;
    at("trail").hidden = false;
    at("file").onchange = async () => {
      await openFiles([...at("file").files]);
      at("file").value = "";
    };
    at("save").onclick = save;
    at("as-text").onclick = () => download("curiocity-trail.txt", "text/plain;charset=utf-8", trails.asText(held));
    at("show").onclick = show;
    at("hide").onclick = () => at("shown").close();
    at("delete").onclick = forget;
    at("remember").onchange = () => {
      if (at("remember").checked) remember();
      else unremember();
      draw();
    };
    // What another page of this browser has changed, so that neither writes over the other.
    addEventListener("storage", (event) => {
      if (event.key === PLACE && event.newValue && at("remember").checked) {
        held = trails.readFile(event.newValue).trail;
        draw();
      }
    });
    addEventListener("beforeunload", (event) => {
      if (unsaved && !at("remember").checked) event.preventDefault();
    });
    const before = remembered();
    at("remember").checked = Boolean(before);
    if (before) hold(before, true);
    else draw();
  }

  return {
    start, nextVisit, held: () => held, today: () => new Date().toLocaleDateString("sv"),
    // Slips that were found, into the trail that is held (a new one where there is none).
    add: (slips) => hold(trails.merge(held || trails.begin(), { trails: [], slips }), false),
    has: (secret) => Boolean(held && held.slips.some((slip) => slip.secret === secret)),
  };
})();
