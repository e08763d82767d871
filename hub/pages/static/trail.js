// A person's trail: what follows from a slip's secret, what opens a sealed slip, the file a person holds, the code a
// kiosk reads. No page and no network here. The same as wire/trail.py, held against tests/wire/trail_vectors.json;
// docs/trail.md has the format. SHA-512 and secretbox are those of tweetnacl.
"use strict";

const trails = (() => {
  const VERSION = 1;
  const SHOWN = "CURIOCITYTRAIL1";
  const VISITS = 8;
  const TAGS_MOST = 8;
  const SLIPS_MOST = 20000;
  const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const FRAGMENT = /^([A-Za-z0-9_-]{22})\.([a-z0-9][a-z0-9-]{0,31})\.([0-9a-z]{1,9})$/;
  const utf8 = new TextEncoder();

  class TrailError extends Error {} // its message is the key of the sentence that tells it

  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const unhex = (written) => Uint8Array.from(written.match(/../g) || [], (pair) => parseInt(pair, 16));
  const joined = (...parts) => {
    const bytes = parts.flatMap((part) => [...(typeof part === "string" ? utf8.encode(part) : part)]);
    return Uint8Array.from(bytes);
  };
  const sha512 = (...parts) => nacl.hash(joined(...parts));

  function toBase64url(bytes) {
    return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function fromBase64url(written) {
    const bytes = Uint8Array.from(atob(written.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
    if (toBase64url(bytes) !== written) throw new TrailError("damaged_link");
    return bytes;
  }

  function toBase32(bytes) {
    const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, "0")).join("");
    return (bits.match(/.{1,5}/g) || []).map((five) => LETTERS[parseInt(five.padEnd(5, "0"), 2)]).join("");
  }

  function fromBase32(written) {
    const bits = [...written].map((letter) => LETTERS.indexOf(letter).toString(2).padStart(5, "0")).join("");
    const bytes = Uint8Array.from(bits.match(/.{8}/g) || [], (byte) => parseInt(byte, 2));
    if (toBase32(bytes) !== written) throw new TrailError("file_damaged");
    return bytes;
  }

  const derive = (secret, label) => sha512("curiocity/1/", label, "/", secret);
  const locator = (secret) => hex(derive(secret, "locator").slice(0, 16));
  const token = (secret) => hex(derive(secret, "retract").slice(0, 16));
  const daySecret = (trail, day, visit) => sha512("curiocity/1/day/", `${day}/${visit}/`, trail).slice(0, 16);

  // {secret, place, starts} of what stands behind the # of a slip's address; starts in milliseconds.
  function readFragment(fragment) {
    const found = FRAGMENT.exec(fragment);
    if (!found) throw new TrailError("damaged_link");
    return { secret: fromSecret(found[1]), place: found[2], starts: parseInt(found[3], 36) * 1000 };
  }

  function fromSecret(written) {
    if (!/^[A-Za-z0-9_-]{22}$/.test(written)) throw new TrailError("damaged_link");
    return fromBase64url(written);
  }

  // What the slip said.
  function unseal(sealed, secret) {
    const key = derive(secret, "key").slice(0, 32);
    const plain = sealed.length > 40 && nacl.secretbox.open(sealed.slice(24), sealed.slice(0, 24), key);
    if (!plain) throw new TrailError("damaged_link");
    const end = plain.lastIndexOf(0x80);
    if (end < 0 || plain.slice(end + 1).some(Boolean)) throw new TrailError("newer");
    let kept;
    try {
      kept = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(plain.slice(0, end)));
    } catch {
      throw new TrailError("newer");
    }
    if (kept === null || kept.v !== VERSION) throw new TrailError("newer");
    return kept;
  }

  // The code that a kiosk's reader takes. visit: which one of today it will be; tags: hex, the latest first.
  function writeShown(trail, visit, tags) {
    const few = tags.slice(0, TAGS_MOST).map((tag) => toBase32(unhex(tag))).join("");
    const written = SHOWN + toBase32(trail) + LETTERS[Math.min(visit, VISITS - 1)] + few;
    return written + toBase32(sha512("curiocity/1/shown/", written).slice(0, 5)).slice(0, 4);
  }

  // A trail is {trails: [base32, the one that is shown first], slips: [what each slip said, with its secret]}.
  function begin() {
    const fresh = crypto.getRandomValues(new Uint8Array(16));
    return { trails: [toBase32(fresh)], slips: [] };
  }

  const newestFirst = (one, other) => other.starts - one.starts || (one.secret < other.secret ? -1 : 1);

  // A slip for which a trail was shown has two secrets, its paper's and its trail's, and says the same under both.
  const nameOf = (slip) => (slip.code ? `${slip.starts} ${slip.code}` : slip.secret);

  // Both together. A slip in both keeps what either knows of it; what is known later (its table) wins.
  function merge(mine, others) {
    const slips = new Map();
    for (const slip of [...mine.slips, ...others.slips]) {
      const before = slips.get(nameOf(slip)) || {};
      slips.set(nameOf(slip), before.tag && !slip.tag ? { ...slip, ...before } : { ...before, ...slip });
    }
    const all = [...new Set([...mine.trails, ...others.trails])];
    return { trails: all, slips: [...slips.values()].sort(newestFirst) };
  }

  function without(trail, secret) {
    return { ...trail, slips: trail.slips.filter((slip) => slip.secret !== secret) };
  }

  const tags = (trail) => [...new Set(trail.slips.slice().sort(newestFirst).map((slip) => slip.tag).filter(Boolean))];

  const sum = (trail) => hex(sha512("curiocity/1/file/", JSON.stringify([trail.trails, trail.slips])).slice(0, 8));

  function writeFile(trail) {
    const file = { curiocity: "trail", v: VERSION, check: sum(trail), trails: trail.trails, slips: trail.slips };
    return JSON.stringify(file, null, 1) + "\n";
  }

  // {trail, problem}: problem is "" or the key of a sentence, where the file holds less than was saved.
  // Throws a TrailError where it can be used for nothing.
  function readFile(text) {
    let file;
    try {
      file = JSON.parse(text);
    } catch {
      throw new TrailError("file_damaged");
    }
    if (file === null || typeof file !== "object" || file.curiocity !== "trail") throw new TrailError("file_damaged");
    if (file.v !== VERSION) throw new TrailError(file.v > VERSION ? "file_newer" : "file_damaged");
    const names = list(file.trails).filter(isTrail);
    const slips = list(file.slips).filter(isSlip).slice(0, SLIPS_MOST);
    if (!names.length) throw new TrailError("file_damaged");
    const trail = { trails: names, slips };
    return { trail, problem: file.check === sum({ trails: file.trails, slips: file.slips }) ? "" : "file_changed" };
  }

  const list = (value) => (Array.isArray(value) ? value : []);

  function isTrail(written) {
    try {
      return typeof written === "string" && fromBase32(written).length === 16;
    } catch {
      return false;
    }
  }

  function isSlip(slip) {
    const texts = ["secret", "hub", "day", "hour", "place", "address", "words"];
    return (
      slip !== null && typeof slip === "object" && texts.every((name) => typeof slip[name] === "string") &&
      /^[A-Za-z0-9_-]{22}$/.test(slip.secret) && /^\d{4}-\d\d-\d\d$/.test(slip.day) && Number.isFinite(slip.starts) &&
      (slip.tag === undefined || /^[0-9a-f]{16}$/.test(slip.tag)) &&
      ["sign", "table"].every((name) => !slip[name] || typeof slip[name].picture === "string")
    );
  }

  // The trail as anybody can read it: one day after another, and nothing added up.
  function asText(trail) {
    const days = trail.slips.map((slip) => {
      const where = [slip.place, slip.address].filter(Boolean).join(", ");
      return [`${slip.day} ${slip.hour}  ${where}  (${slip.hub})`, slip.words, slip.theme].filter(Boolean).join("\n");
    });
    return days.join("\n\n") + "\n";
  }

  // An appointment for a calendar (RFC 5545), minutes long.
  function asEvent(slip, minutes) {
    const stamp = (ms) => new Date(ms).toISOString().replace(/[-:]|\.\d+/g, "");
    const escaped = (text) => text.replace(/[\\;,]/g, "\\$&").replace(/\s+/g, " ");
    const lines = [
      "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Curiocity//EN", "BEGIN:VEVENT", `UID:${locator(fromSecret(slip.secret))}`,
      `DTSTAMP:${stamp(slip.starts)}`, `DTSTART:${stamp(slip.starts)}`, `DTEND:${stamp(slip.starts + minutes * 60000)}`,
      "SUMMARY:Curiocity", `LOCATION:${escaped([slip.place, slip.address].filter(Boolean).join(", "))}`,
      "END:VEVENT", "END:VCALENDAR", "",
    ];
    return lines.map(folded).join("\r\n");
  }

  // No line of a calendar is longer than 75 bytes; one that goes on begins with a space.
  function folded(line) {
    const parts = [""];
    for (const letter of line) {
      const last = parts[parts.length - 1];
      if (utf8.encode(last + letter).length > 73) parts.push(letter);
      else parts[parts.length - 1] = last + letter;
    }
    return parts.join("\r\n ");
  }

  return {
    TrailError, VISITS, hex, unhex, toBase64url, fromSecret, fromBase32, toBase32, derive, locator, token, daySecret,
    readFragment, unseal, writeShown, begin, merge, without, tags, writeFile, readFile, asText, asEvent,
  };
})();
