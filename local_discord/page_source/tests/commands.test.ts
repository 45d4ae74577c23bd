import assert from "node:assert/strict";
import { test } from "node:test";
import { jumpIn, leavesOf, matching, readTyped, readValue } from "../src/text/commands";
import { OptionType, type Command, type CommandOption } from "../src/wire/types";

function option(type: number, name: string, more: Partial<CommandOption> = {}): CommandOption {
  return {
    type,
    name,
    name_localized: name,
    description: name,
    description_localized: name,
    ...more,
  };
}

const COMMANDS: Command[] = [
  {
    ...option(1, "generate", { name_localized: "peindre" }),
    id: "1",
    options: [
      option(OptionType.subcommand, "line", {
        name_localized: "ligne",
        options: [
          option(OptionType.integer, "line", { name_localized: "ligne", required: true }),
          option(OptionType.string, "prompt"),
        ],
      }),
      option(OptionType.subcommand, "missing", { name_localized: "manquantes" }),
    ],
  },
  { ...option(1, "help", { name_localized: "aide" }), id: "2" },
  { ...option(3, "Use as prompt"), id: "3" },
];
const LEAVES = leavesOf(COMMANDS);

test("knows the subcommands, and no command of a menu", () => {
  assert.deepEqual(
    LEAVES.map((one) => [one.words, one.shown]),
    [
      ["help", "aide"],
      ["generate line", "peindre ligne"],
      ["generate missing", "peindre manquantes"],
    ],
  );
});

test("offers what a half-typed command may become", () => {
  const offered = (typed: string) => matching(LEAVES, typed).map((one) => one.words);
  assert.deepEqual(offered(""), ["help", "generate line", "generate missing"]);
  assert.deepEqual(offered("pei m"), ["generate missing"]);
  assert.deepEqual(offered("manq"), ["generate missing"]);
  assert.deepEqual(offered("gen li"), ["generate line"]);
  assert.deepEqual(offered("xyz"), []);
});

test("begins a command at the space behind its words, in either language", () => {
  assert.equal(readTyped(LEAVES, "/peindre ligne"), null);
  assert.equal(readTyped(LEAVES, "/peindre ligne ")?.leaf.words, "generate line");
  assert.equal(readTyped(LEAVES, "/Generate LINE ")?.leaf.words, "generate line");
  assert.equal(readTyped(LEAVES, "peindre ligne "), null);
});

test("reads values that were typed out", () => {
  const read = readTyped(LEAVES, "/generate line ligne:3 prompt:a train: at night");
  assert.deepEqual(
    [...(read?.values ?? [])],
    [
      ["line", "3"],
      ["prompt", "a train: at night"],
    ],
  );
});

test("takes numbers within their bounds only", () => {
  const whole = option(OptionType.integer, "line", { min_value: 1, max_value: 9 });
  assert.deepEqual(readValue(whole, " 3 "), { value: 3 });
  assert.deepEqual(readValue(whole, "3.5"), { fault: { key: "option-number" } });
  assert.deepEqual(readValue(whole, ""), { fault: { key: "option-number" } });
  assert.deepEqual(readValue(whole, "0"), { fault: { key: "option-least", values: { n: 1 } } });
  assert.deepEqual(readValue(whole, "10"), { fault: { key: "option-most", values: { n: 9 } } });
  assert.deepEqual(readValue(option(OptionType.number, "guidance"), "7,5"), { value: 7.5 });
});

test("takes texts within their lengths only", () => {
  const text = option(OptionType.string, "name", { max_length: 3 });
  assert.deepEqual(readValue(text, "abc"), { value: "abc" });
  assert.deepEqual(readValue(text, "abcd"), {
    fault: { key: "option-long", values: { least: 0, most: 3 } },
  });
});

test("goes to another option by its name, but not amid a free text", () => {
  const leaf = readTyped(LEAVES, "/generate line ")?.leaf;
  const [line, prompt] = leaf?.options ?? [];
  assert.ok(leaf && line && prompt);
  assert.deepEqual(jumpIn(leaf, line, "2 prompt:"), { kept: "2", to: prompt });
  assert.deepEqual(jumpIn(leaf, line, "ligne:"), { kept: "", to: line });
  assert.equal(jumpIn(leaf, prompt, "a train, line:"), null);
  assert.equal(jumpIn(leaf, line, "2 other:"), null);
});
