import assert from "node:assert/strict";
import { test } from "node:test";
import { Conversation } from "../src/state/conversation";
import { rowsOf } from "../src/text/rows";
import type { Message } from "../src/wire/types";

function message(id: string, more: Partial<Message> = {}): Message {
  return {
    id,
    channel_id: "1",
    type: 0,
    content: `message ${id}`,
    author: { id: "7", username: "ana", global_name: "Ana" },
    mentions: [],
    mention_roles: [],
    mention_everyone: false,
    attachments: [],
    embeds: [],
    components: [],
    timestamp: "2026-11-22T12:00:00+00:00",
    edited_timestamp: null,
    flags: 0,
    pinned: false,
    ...more,
  };
}

function shown(one: Conversation): string[] {
  return one.messages.value.map(({ message: each }) => `${each.id}:${each.content}`);
}

test("keeps messages in the order of their ids, however they come", () => {
  const here = new Conversation("1");
  here.put(message("20"), 5);
  here.takeNewest([message("10"), message("9")], 4);
  here.takeOlder([message("8"), message("7")], 6);
  assert.deepEqual(shown(here), [
    "7:message 7",
    "8:message 8",
    "9:message 9",
    "10:message 10",
    "20:message 20",
  ]);
});

test("leaves out events that the page held already", () => {
  const here = new Conversation("1");
  here.takeNewest([message("1", { content: "new" })], 10);
  here.update(message("1", { content: "old" }), 9);
  here.put(message("1", { content: "older" }), 8);
  assert.deepEqual(shown(here), ["1:new"]);
  here.update(message("1", { content: "newest" }), 11);
  assert.deepEqual(shown(here), ["1:newest"]);
});

test("keeps what came while a page was on its way", () => {
  const here = new Conversation("1");
  here.put(message("2"), 11);
  here.delete("1", 12);
  here.takeNewest([message("1")], 10);
  assert.deepEqual(shown(here), ["2:message 2"]);
});

test("counts each vote once", () => {
  const here = new Conversation("1");
  const one = { name: "1️⃣" };
  here.takeNewest([message("1", { reactions: [{ emoji: one, count: 2, me: false }] })], 10);
  here.addReaction("1", one, true, 10);
  here.addReaction("1", one, true, 11);
  assert.deepEqual(here.find("1")?.reactions, [{ emoji: one, count: 3, me: true }]);
  here.update(message("1", { content: "edited" }), 12);
  assert.equal(here.find("1")?.reactions?.[0]?.count, 3);
  here.removeReaction("1", one, true, 13);
  here.removeReaction("1", one, false, 14);
  here.removeReaction("1", one, false, 15);
  assert.deepEqual(here.find("1")?.reactions, []);
});

test("groups what one person says within minutes", () => {
  const here = new Conversation("1");
  const at = (minute: string) => ({ timestamp: `2026-11-22T12:${minute}:00+00:00` });
  const ben = { id: "8", username: "ben", global_name: "Ben" };
  here.takeNewest(
    [
      message("1", at("00")),
      message("2", at("06")),
      message("3", at("14")),
      message("4", { ...at("15"), author: ben }),
      message("5", { ...at("15"), author: ben, type: 20 }),
    ],
    1,
  );
  const rows = rowsOf(here.messages.value, [], false);
  assert.deepEqual(
    rows.map((one) => "message" in one && one.isFirst),
    [true, false, true, true, true],
  );
});

test("keeps what only one person sees apart from what all see", () => {
  const here = new Conversation("1");
  here.takeNewest([message("1", { flags: 64 }), message("2", { flags: 64 }), message("3")], 1);
  const rows = rowsOf(here.messages.value, [], false);
  assert.deepEqual(
    rows.map((one) => "message" in one && one.isFirst),
    [true, false, true],
  );
});

test("shows a failed command where it happened", () => {
  const here = new Conversation("1");
  here.takeNewest([message("1"), message("3")], 1);
  const failure = { key: "x", afterId: "1", command: "/a", sentence: "no" };
  assert.deepEqual(
    rowsOf(here.messages.value, [failure], true).map((one) => one.key),
    ["welcome", "1", "x", "3"],
  );
});
