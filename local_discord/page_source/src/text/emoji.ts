// Emoji in text: where one begins and how far it goes, after Unicode's own grammar (UTS 51).

const FLAG = "[\\u{1F1E6}-\\u{1F1FF}]{2}";
const KEYCAP = "[0-9#*]\\uFE0F?\\u20E3";
const ONE =
  "(?:\\p{Emoji_Presentation}|\\p{Extended_Pictographic}\\uFE0F|\\p{Extended_Pictographic}(?=[\\u{1F3FB}-\\u{1F3FF}\\u200D]))" +
  "[\\u{1F3FB}-\\u{1F3FF}]?\\uFE0F?(?:[\\u{E0020}-\\u{E007E}]+\\u{E007F})?";
const EMOJI = new RegExp(
  `^(?:${FLAG}|${KEYCAP}|${ONE}(?:\\u200D(?:${ONE}|\\p{Extended_Pictographic}\\uFE0F?))*)`,
  "u",
);

/** The emoji that a text begins with, or null. */
export function emojiAt(text: string): string | null {
  return EMOJI.exec(text)?.[0] ?? null;
}
