// A channel's messages: only those near the screen are drawn, older ones are read as one scrolls up.
import { forwardRef } from "preact/compat";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { ArrowDown, Hash, MessagesSquare } from "lucide-preact";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import type { Conversation } from "../state/conversation";
import { inBackground } from "../state/notices";
import { sent, target } from "../state/ui";
import { readOlder } from "../state/reading";
import { channel, channelsById, isThread } from "../state/world";
import { rowsOf, type Row } from "../text/rows";
import { say } from "../text/words";
import { FailureRow } from "./FailureRow";
import { MessageRow } from "./MessageRow";

const NEAR_TOP_PX = 1500;
const NEAR_END_PX = 48;
const BUFFER_PX = 800;
const TARGET_SHOWN_MS = 2000;

export function MessageList({ conversation }: { conversation: Conversation }) {
  const known = conversation.messages.value;
  const failures = conversation.failures.value;
  const isComplete = conversation.isComplete.value;
  const rows = useMemo(() => rowsOf(known, failures, isComplete), [known, failures, isComplete]);
  const box = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const isAtEnd = useRef(true);
  const isPressed = useRef(false);
  const lastTop = useRef(0);
  const isReading = useRef(false);
  const firstKey = useRef<string | undefined>(undefined);
  const [isAway, setAway] = useState(false);

  // Rows that came before the old first one must not move what one looks at.
  const isShift =
    firstKey.current !== undefined &&
    rows[0]?.key !== firstKey.current &&
    rows.some((one) => one.key === firstKey.current);
  useLayoutEffect(() => {
    firstKey.current = rows[0]?.key;
  });

  const toEnd = () => {
    isAtEnd.current = true;
    if (rows.length > 0) list.current?.scrollToIndex(rows.length - 1, { align: "end" });
  };
  useLayoutEffect(() => {
    if (isAtEnd.current && !isPressed.current) toEnd();
  }, [rows]);

  // A list that moves under a pressed pointer takes the click away from what was pressed.
  useEffect(() => {
    const release = () =>
      setTimeout(() => {
        isPressed.current = false;
        if (isAtEnd.current && box.current !== null) {
          box.current.scrollTop = box.current.scrollHeight;
        }
      });
    const ends = ["pointerup", "pointercancel"] as const;
    for (const end of ends) window.addEventListener(end, release);
    return () => {
      for (const end of ends) window.removeEventListener(end, release);
    };
  }, []);

  const sentBefore = useRef(sent.value);
  useEffect(() => {
    if (sent.value !== sentBefore.current) toEnd();
    sentBefore.current = sent.value;
  }, [sent.value]);

  // What is at the end stays at the end when something grows: an edit, a reaction, the window.
  useEffect(() => {
    const outer = box.current;
    if (outer === null) return;
    const observer = new ResizeObserver(() => {
      if (isAtEnd.current && !isPressed.current) outer.scrollTop = outer.scrollHeight;
    });
    for (const one of [outer, ...outer.children]) observer.observe(one);
    return () => observer.disconnect();
  }, []);

  const readMore = async () => {
    const outer = box.current;
    if (outer === null || isReading.current || outer.scrollTop > NEAR_TOP_PX) return;
    isReading.current = true;
    try {
      await readOlder();
    } finally {
      isReading.current = false;
    }
  };
  useEffect(() => inBackground(readMore()), [rows]);

  const onScroll = () => {
    const outer = box.current;
    if (outer === null) return;
    const left = outer.scrollHeight - outer.scrollTop - outer.clientHeight;
    // Only somebody who scrolls up leaves the end: a row may have grown since the list went there.
    if (left < NEAR_END_PX) isAtEnd.current = true;
    else if (outer.scrollTop < lastTop.current) isAtEnd.current = false;
    lastTop.current = outer.scrollTop;
    setAway(left > outer.clientHeight * 2);
    inBackground(readMore());
  };

  const wanted = target.value;
  useEffect(() => {
    if (wanted === null) return;
    const index = rows.findIndex((one) => one.key === wanted);
    if (index < 0) {
      if (isComplete) target.value = null;
      else inBackground(readOlder());
      return;
    }
    isAtEnd.current = false;
    list.current?.scrollToIndex(index, { align: "center" });
    const timer = setTimeout(() => {
      if (target.value === wanted) target.value = null;
    }, TARGET_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [wanted, rows]);

  return (
    <div class="messages-frame">
      <div
        class="messages"
        ref={box}
        onScroll={onScroll}
        onPointerDown={() => {
          isPressed.current = true;
        }}
        data-testid="messages"
      >
        <div class="messages-filler" />
        <Virtualizer
          ref={list}
          scrollRef={box}
          shift={isShift}
          bufferSize={BUFFER_PX}
          as={ListElement as never}
          item="li"
          data={rows}
        >
          {(row: Row) => <RowView key={row.key} row={row} marked={row.key === wanted} />}
        </Virtualizer>
      </div>
      {isAway && (
        <button type="button" class="jump-present" onClick={toEnd}>
          {say("jump-present")} <ArrowDown size={16} />
        </button>
      )}
    </div>
  );
}

const ListElement = forwardRef<HTMLOListElement, preact.JSX.HTMLAttributes<HTMLOListElement>>(
  (props, ref) => (
    <ol
      {...props}
      ref={ref}
      class="messages-list"
      aria-label={say("messages-of", { name: channel.value?.name ?? "" })}
      onKeyDown={moveFocus}
    />
  ),
);

function RowView({ row, marked }: { row: Row; marked: boolean }) {
  if ("failure" in row) return <FailureRow failure={row.failure} />;
  if ("message" in row) return <MessageRow row={row} marked={marked} />;
  return <Welcome />;
}

/** Arrow keys go from message to message. */
function moveFocus(event: KeyboardEvent): void {
  if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
  const article = event.target as HTMLElement;
  if (article.tagName !== "ARTICLE") return;
  const item = article.closest("li");
  const beside = event.key === "ArrowUp" ? item?.previousElementSibling : item?.nextElementSibling;
  const next = beside?.querySelector<HTMLElement>("article");
  if (!next) return;
  event.preventDefault();
  next.focus();
}

function Welcome() {
  const here = channel.value;
  const name = here?.name ?? "";
  const parent = here && isThread(here) ? channelsById.value.get(here.parent_id ?? "") : undefined;
  return (
    <header class="welcome">
      <span class="welcome-mark" aria-hidden="true">
        {parent ? <MessagesSquare size={38} /> : <Hash size={44} />}
      </span>
      <h2>{parent ? name : say("welcome", { name })}</h2>
      <p>
        {parent
          ? say("welcome-thread", { name: parent.name ?? "" })
          : (here?.topic ?? say("welcome-more", { name }))}
      </p>
    </header>
  );
}
