// The page's texts in the person's language, and times as people read them.

let texts = {};
let locale = "en";

export function speak(told, language) {
  texts = told;
  locale = language;
}

/** A text with its values filled in; one that counts is chosen by the value `n`. */
export function say(key, values = {}) {
  let text = texts[key] ?? key;
  if (typeof text === "object") {
    // French counts 0 as singular, English only 1.
    const one = locale === "fr" ? values.n < 2 : values.n === 1;
    text = one ? text.one : text.other;
  }
  return text.replace(/\{(\w+)\}/g, (hole, name) => values[name] ?? hole);
}

/** "1:04.25", by hundredths of a second. */
export function clock(seconds) {
  const hundredths = Math.round(seconds * 100);
  const rest = String(Math.floor(hundredths / 100) % 60).padStart(2, "0");
  return `${Math.floor(hundredths / 6000)}:${rest}.${String(hundredths % 100).padStart(2, "0")}`;
}

/** "21:04", the person's own time of day, `seconds` from now. */
export function hour(seconds) {
  const then = new Date(Date.now() + seconds * 1000);
  return then.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}
