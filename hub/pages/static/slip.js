// The slip page: opens what the secret behind the # leads to, asks for the table, takes the words back.
// The secret itself is never sent; the hub is asked by what follows from it.
"use strict";

const page = document.body.dataset;
const PATIENCE_MS = 15000;
const ASK_TABLE_MS = 60000;
const HALF_A_DAY_MS = 43200000;
let slip = null;
let asking = 0;
let opening = 0; // an answer that comes late is of no use to who has opened another slip meanwhile

async function ask(address, form) {
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(), PATIENCE_MS);
  const body = form && new URLSearchParams(form);
  const options = { method: form ? "POST" : "GET", body, cache: "no-store", signal: control.signal };
  try {
    const answer = await fetch(address, { ...options, headers: { Accept: "application/json" } });
    return answer.ok ? answer : null;
  } catch {
    return null; // no connection
  } finally {
    clearTimeout(timer);
  }
}

function tell(key, values) {
  put("said", key && sentence(key, values));
  at("again").hidden = key !== "no_network";
}

async function open() {
  clearTimeout(asking);
  slip = null;
  tell("");
  for (const id of ["slip", "acts", "back"]) at(id).hidden = true;
  at("places").hidden = false;
  const fragment = location.hash.slice(1);
  for (const link of document.querySelectorAll(".tongues a")) link.hash = location.hash;
  const turn = (opening += 1);
  if (!fragment) return tell("scan");
  try {
    const link = trails.readFragment(fragment);
    const isKnown = showPlaceAndHour(link);
    if (typeof nacl === "undefined") return tell("no_cipher");
    const answer = await ask(`/trail/${trails.locator(link.secret)}`);
    const sealed = answer && (await answer.arrayBuffer());
    if (turn !== opening) return;
    if (!answer) tell("no_network");
    else if (!sealed.byteLength) tell(isKnown ? missing(link) : "other_hub");
    else showSlip(opened(sealed, link.secret));
  } catch (error) {
    if (!(error instanceof trails.TrailError)) throw error;
    tell(error.message);
  }
}

// All that can be said without the hub and without the cipher.
function showPlaceAndHour(link) {
  const known = document.querySelector(`#places [data-place="${link.place}"]`);
  const local = (parts) => new Intl.DateTimeFormat(page.lang, { timeZone: page.zone, ...parts }).format(link.starts);
  const day = new Intl.DateTimeFormat("sv", { timeZone: page.zone }).format(link.starts);
  put("day", dayWords(day, false));
  put("hour", local({ hour: "2-digit", minute: "2-digit", hourCycle: "h23", numberingSystem: "latn" }));
  put("place", known ? known.dataset.name : link.place);
  put("address", known && known.dataset.address);
  for (const id of ["directions", "walk", "theme", "also-here", "code-line", "table-how"]) put(id, "");
  for (const id of ["sign-part", "table-part", "words-part"]) at(id).hidden = true;
  at("slip").hidden = false;
  at("places").hidden = true;
  return Boolean(known);
}

// A copy that is not there: let go of, or not come yet.
const missing = (link) => (link.starts < Date.now() - HALF_A_DAY_MS ? "forgotten" : "not_found");

const opened = (sealed, secret) => ({
  ...trails.unseal(new Uint8Array(sealed), secret),
  secret: trails.toBase64url(secret),
});

function showSlip(kept) {
  slip = kept;
  at("slip").hidden = false;
  at("places").hidden = true;
  put("day", dayWords(slip.day, false));
  put("hour", slip.hour);
  put("place", slip.place);
  put("address", slip.address);
  put("directions", slip.directions);
  put("walk", slip.walk_min ? sentence("walk", { minutes: slip.walk_min }) : say.here);
  showSign("sign", slip.sign);
  put("table-how", slip.sign ? sentence("look_at_sheet", { hour: slip.hour }) : say.sit_with_host);
  put("words", slip.words);
  at("words-part").hidden = !slip.words;
  put("also-here", slip.also_here && `${say.also_here}: ${slip.also_here}`);
  put("code-line", slip.code && `${say.code}: ${slip.code.replace(/(.{4})(?=.)/g, "$1-")}`);
  showTable({ sign: slip.table, hosted: slip.hosted, theme: slip.theme });
  tell(isOver() ? "over" : "");
  at("acts").hidden = false;
  for (const id of ["back", "calendar"]) at(id).hidden = isOver();
  if (isOver()) put("table-how", "");
  at("keep").hidden = keeping.has(slip.secret);
  askTable();
}

const isOver = () => slip.day < page.day;

function showSign(id, sign) {
  at(`${id}-part`).hidden = !sign;
  if (!sign) return;
  at(`${id}-word`).textContent = sign.word;
  const pictures = [...sign.picture].map((picture) => {
    const image = made("img", "");
    image.src = `/sign/${picture.codePointAt(0).toString(16)}.svg`;
    image.alt = "";
    image.onerror = () => image.replaceWith(picture);
    return image;
  });
  at(`${id}-picture`).replaceChildren(...pictures);
}

function showTable(table) {
  showSign("table", table.sign);
  put("theme", table.theme && sentence("theme_is", { theme: table.theme }));
  if (table.sign) put("table-how", "");
  else if (table.hosted) put("table-how", say.sit_with_host);
}

// The table is settled a little before the hour; until then, and while the page is looked at, ask now and then.
async function askTable() {
  clearTimeout(asking);
  const of = slip;
  if (!of || isOver()) return;
  if (!document.hidden) {
    const answer = await ask("/table", { token: trails.token(trails.fromSecret(of.secret)) });
    const table = answer && (await answer.json());
    if (of !== slip) return;
    if (table && table.settled) {
      slip = { ...slip, table: table.sign, hosted: table.hosted, theme: table.theme, ...(table.tag && { tag: table.tag }) };
      showTable(table);
      if (keeping.has(slip.secret)) keeping.add([slip]);
      if (table.tag) return;
    }
  }
  asking = setTimeout(askTable, ASK_TABLE_MS);
}

async function takeBack() {
  const answer = await ask("/back", { written: trails.token(trails.fromSecret(slip.secret)) });
  at("sure").close();
  if (answer) at("back").hidden = true;
  tell(answer ? "taken_back" : "no_network");
  at("said").scrollIntoView({ block: "center" });
}

// Today's slips of a trail that was shown to a kiosk: they lie where the trail and the day lead.
async function findSlips() {
  if (typeof nacl === "undefined" || !keeping.held()) return;
  for (const day of [page.yesterday, page.day]) {
    for (const name of keeping.held().trails.slice(0, 4)) await findDay(name, day);
  }
}

async function findDay(name, day) {
  for (let visit = 0; visit < trails.VISITS; visit += 1) {
    const id = `${day}/${visit}/${name}`;
    if (keeping.held().slips.some((one) => one.visit === id)) continue;
    const secret = trails.daySecret(trails.fromBase32(name), day, visit);
    const answer = await ask(`/trail/${trails.locator(secret)}`);
    const sealed = answer && (await answer.arrayBuffer());
    if (!sealed || !sealed.byteLength) return;
    const found = { ...opened(sealed, secret), visit: id };
    keeping.add([found]);
    if (!location.hash && day === page.day) showSlip(found);
  }
}

keeping.today = () => page.day;
at("again").onclick = open;
at("calendar").onclick = () => download("curiocity.ics", "text/calendar;charset=utf-8", trails.asEvent(slip, page.minutes));
at("keep").onclick = () => {
  keeping.add([slip]);
  at("keep").hidden = true;
  at("trail-title").focus();
};
at("take-back").onclick = () => at("sure").showModal();
at("yes").onclick = takeBack;
at("no").onclick = () => at("sure").close();
addEventListener("hashchange", open);
document.addEventListener("visibilitychange", () => document.hidden || askTable());
let finding = false;

async function trailChanged() {
  at("keep").hidden = Boolean(slip && keeping.has(slip.secret));
  if (finding) return;
  finding = true;
  try {
    await findSlips();
  } catch (error) {
    if (!(error instanceof trails.TrailError)) throw error;
  } finally {
    finding = false;
  }
}

if (typeof nacl !== "undefined") keeping.start(trailChanged);
open();
