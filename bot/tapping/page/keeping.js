// What outlives the page: a draft in the browser until it is saved, and the times as a file.

const DRAFT = "couplet-draft-";
const LATE = "couplet-late-ms";
const GAP = "\u200b"; // keeps a reader from taking words for a stamp; readers drop it

function stored(act) {
  try {
    return act(window.localStorage);
  } catch {
    return null; // a private window may have none; then a reload begins anew
  }
}

export function readDraft(name) {
  return stored((storage) => {
    for (const key of Object.keys(storage)) {
      if (key.startsWith(DRAFT) && key !== DRAFT + name) storage.removeItem(key);
    }
    const found = JSON.parse(storage.getItem(DRAFT + name));
    return found && Array.isArray(found.own) ? found : null;
  });
}

export function writeDraft(name, draft) {
  stored((storage) => storage.setItem(DRAFT + name, JSON.stringify(draft)));
}

export function dropDraft(name) {
  stored((storage) => storage.removeItem(DRAFT + name));
}

/** How late this person taps, in milliseconds. */
export function readLate() {
  const found = Number(stored((storage) => storage.getItem(LATE)));
  return Number.isFinite(found) ? found : 0;
}

export function writeLate(ms) {
  stored((storage) => storage.setItem(LATE, String(ms)));
}

function stamp(seconds) {
  const hundredths = Math.round(seconds * 100);
  const two = (n) => String(n).padStart(2, "0");
  const [m, s, h] = [hundredths / 6000, (hundredths / 100) % 60, hundredths % 100];
  return `[${two(Math.floor(m))}:${two(Math.floor(s))}.${two(h)}]`;
}

/** All lines with their times as LRC, which `/lyrics import` reads. */
export function asLrc(title, marks) {
  const rows = marks.lines.map((line, index) => {
    const at = marks.at(index);
    const words = (/^[[<#{%\d]/.test(line.text) ? GAP : "") + line.text.replaceAll("<", `<${GAP}`);
    return (at === null ? "[--:--.--]" : stamp(at)) + words;
  });
  const name = title.replaceAll("[", "(").replaceAll("]", ")");
  return [`[ti:${name}]`, ...rows].join("\n") + "\n";
}

/** Let the person keep a text as a file. */
export function download(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
