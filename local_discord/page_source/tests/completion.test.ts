import assert from "node:assert/strict";
import { test } from "node:test";
import { askedAt, withMentions } from "../src/text/completion";
import { emojiNamed } from "../src/text/emojilist";
import { relative } from "../src/text/time";

test("sees what is being named at the cursor", () => {
  assert.deepEqual(askedAt("hi @an", 6), { mark: "@", word: "an", from: 3 });
  assert.deepEqual(askedAt("#cl rest", 3), { mark: "#", word: "cl", from: 0 });
  assert.equal(askedAt("a@b", 3), null);
  assert.equal(askedAt(":f", 2), null);
});

test("turns names into mentions, the longest first", () => {
  const names = [
    { name: "@Ana", mention: "<@1>" },
    { name: "@Ana Maria", mention: "<@2>" },
    { name: "#clip", mention: "<#3>" },
  ];
  assert.equal(withMentions("@Ana, @Ana Maria in #clip", names), "<@1>, <@2> in <#3>");
  assert.equal(withMentions("@Anabel me@Ana", names), "@Anabel me@Ana");
});

test("finds an emoji by its names in both languages", () => {
  assert.equal(emojiNamed("fire")[0]?.emoji, "🔥");
  assert.equal(emojiNamed("feu")[0]?.emoji, "🔥");
});

test("says how far a moment is, in the reader's language", () => {
  assert.equal(relative(1000 + 600, 1000, "en-US"), "in 10 minutes");
  assert.equal(relative(1000 - 7200, 1000, "fr"), "il y a 2 heures");
});
