import assert from "node:assert/strict";
import { test } from "node:test";
import { emojiAt } from "../src/text/emoji";
import { isOnlyEmoji, parse, plain, type Node } from "../src/text/markdown";

/** The tree in short: `strong(a)`, words as they are. */
function short(nodes: readonly Node[]): string {
  return nodes
    .map((one) => {
      if (one.type === "text") return String(one.content);
      if (one.type === "br") return "↵";
      if (one.type === "twemoji") return `{${String(one["name"])}}`;
      if (one.type === "list") {
        const items = (one["items"] as Node[][]).map((item) => short(item));
        return `${one["ordered"] ? `ol${String(one["start"])}` : "ul"}[${items.join("|")}]`;
      }
      const inside = Array.isArray(one.content)
        ? short(one.content as Node[])
        : (one.content ?? "");
      return `${one.type}(${String(inside)})`;
    })
    .join("");
}

const CASES: readonly (readonly [string, string, string])[] = [
  ["bold, italics and underline", "**a** *b* __c__ _d_", "strong(a) em(b) underline(c) em(d)"],
  ["marks inside marks", "**a *b* ~~c~~**", "strong(a em(b) strikethrough(c))"],
  ["a spoiler", "||a **b**||", "spoiler(a strong(b))"],
  ["nothing inside code", "`**a**`", "inlineCode(**a**)"],
  ["escaped marks", "\\*a\\* 3a", "*a* 3a"],
  ["a heading and what follows", "### Line 3 · round 1\nmore", "heading(Line 3 · round 1)more"],
  ["no heading without its space", "#one", "#one"],
  ["small print at the start of a line only", "-# a\nb -# c", "subtext(a)b -# c"],
  ["small print and a heading behind a quote", "> a\n-# b\n> c\n# d", "blockQuote(a↵)subtext(b)blockQuote(c↵)heading(d)"],
  ["a quote of two lines", "> a\n> b\nc", "blockQuote(a↵b↵)c"],
  ["a list", "- a\n- **b**\n", "ul[a|strong(b)]"],
  ["a list in a list", "- a\n  - b\n  - c\n- d", "ul[aul[b|c]|d]"],
  ["a numbered list from its number", "3. a\n4. b", "ol3[a|b]"],
  ["a list after words", "a\n- b", "a↵ul[b]"],
  ["no list amid a line", "a - b", "a - b"],
  ["a web link", "see https://example.com/a_b_c!", "see url(https://example.com/a_b_c!)"],
  ["a masked link", "[a](https://example.com)", "link(a)"],
  ["no masked link elsewhere", "[a](javascript:alert(1))", "[a](javascript:alert(1))"],
  ["emoji one by one", "🎉🔥 1️⃣", "{🎉}{🔥} {1️⃣}"],
  ["digits and signs that are no emoji", "12 # * ©", "12 # * ©"],
];

for (const [name, text, tree] of CASES) {
  test(`reads ${name}`, () => assert.equal(short(parse(text)), tree));
}

test("reads mentions, commands and moments with what they name", () => {
  const nodes = parse(
    "<@123456789012345678> <#123456789012345679> <@&123456789012345670> " +
      "</clip new:123456789012345671> <t:1700000000:R>",
  ).filter((one) => one.type !== "text");
  assert.deepEqual(
    nodes.map((one) => one.type),
    ["user", "channel", "role", "slashCommand", "timestamp"],
  );
  assert.equal(nodes[3]?.["fullName"], "clip new");
  assert.equal(nodes[4]?.["format"], "R");
});

test("takes an emoji with all its parts", () => {
  for (const one of ["👩‍🚀", "👍🏽", "🇫🇷", "❤️", "✖️", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🫶"]) {
    assert.equal(emojiAt(`${one}x`), one);
  }
  assert.equal(emojiAt("a"), null);
});

test("shows a text of nothing but emoji large", () => {
  assert.equal(isOnlyEmoji(parse("🎉 👩‍🚀")), true);
  assert.equal(isOnlyEmoji(parse("🎉 a")), false);
  assert.equal(isOnlyEmoji(parse("")), false);
});

test("tells the plain words", () => {
  assert.equal(plain(parse("**a** `b`\n- c\n- d 🎉")), "a b c d 🎉");
});

test("reads hostile text in time", () => {
  for (const text of ["*".repeat(2000), "[".repeat(2000), "> ".repeat(1000), "- ".repeat(1000)]) {
    const begun = performance.now();
    parse(text);
    assert.ok(performance.now() - begun < 1000, text.slice(0, 4));
  }
});
