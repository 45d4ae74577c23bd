// The menu of a message or a person: what one may do with it, the bot's commands included.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { context } from "../state/acts";
import { inBackground, notify } from "../state/notices";
import { pin, toggleReaction } from "../state/posting";
import {
  deleting,
  editing,
  inserted,
  menu,
  picker,
  replyTo,
  threadFrom,
  type MenuRequest,
} from "../state/ui";
import { readCommands } from "../state/reading";
import { channel, commands, isThread, me, nameOf } from "../state/world";
import { say } from "../text/words";
import { grants, Permission } from "../wire/permissions";
import { CommandType, Kind, type Component, type Message, type User } from "../wire/types";

interface Item {
  readonly words: string;
  readonly act: () => void;
  readonly isGrave?: boolean;
}

const EDGE_PX = 8;

export function ContextMenu() {
  const request = menu.value;
  if (request === null) return null;
  return <Menu key={`${request.x},${request.y}`} request={request} />;
}

function Menu({ request }: { request: MenuRequest }) {
  const { message, user } = request;
  const box = useRef<HTMLDivElement>(null);
  const [from] = useState(() => document.activeElement as HTMLElement | null);
  const close = () => {
    menu.value = null;
    from?.focus();
  };
  useEffect(() => {
    inBackground(readCommands());
    const outside = (event: Event) => {
      if (!box.current?.contains(event.target as Node)) menu.value = null;
    };
    addEventListener("pointerdown", outside);
    addEventListener("resize", close);
    return () => {
      removeEventListener("pointerdown", outside);
      removeEventListener("resize", close);
    };
  }, []);
  useLayoutEffect(() => {
    const one = box.current;
    if (one === null) return;
    const { width, height } = one.getBoundingClientRect();
    one.style.left = `${Math.max(EDGE_PX, Math.min(request.x, innerWidth - width - EDGE_PX))}px`;
    one.style.top = `${Math.max(EDGE_PX, Math.min(request.y, innerHeight - height - EDGE_PX))}px`;
  });
  useLayoutEffect(() => box.current?.querySelector<HTMLElement>("[role=menuitem]")?.focus(), []);

  const kind = message ? CommandType.message : CommandType.user;
  const target = message ?? user;
  const apps = commands.value
    .filter((one) => one.type === kind && target !== null)
    .map((one) => ({
      words: one.name_localized,
      act: () => target && inBackground(context(one.name, one.name_localized, target)),
    }));
  const own = message ? itemsOf(message, request) : user ? itemsOfUser(user) : [];
  const onKeyDown = (event: KeyboardEvent) => {
    const items = [...(box.current?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
    const at = items.indexOf(document.activeElement as HTMLElement);
    const to = {
      ArrowDown: (at + 1) % items.length,
      ArrowUp: (at - 1 + items.length) % items.length,
      Home: 0,
      End: items.length - 1,
    }[event.key];
    if (to !== undefined) items[to]?.focus();
    else if (event.key === "Escape" || event.key === "Tab") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const draw = (one: Item) => (
    <button
      key={one.words}
      type="button"
      role="menuitem"
      tabIndex={-1}
      class={one.isGrave ? "menu-item grave" : "menu-item"}
      onClick={() => {
        close();
        one.act();
      }}
    >
      {one.words}
    </button>
  );
  return (
    <div
      ref={box}
      role="menu"
      class="context-menu"
      data-testid="context-menu"
      aria-label={message ? say("more") : user ? nameOf(user) : ""}
      onKeyDown={onKeyDown}
    >
      {own.map(draw)}
      {apps.length > 0 && (
        <div role="group" aria-label={say("apps")} class="menu-group">
          <p aria-hidden="true">{say("apps")}</p>
          {apps.map(draw)}
        </div>
      )}
    </div>
  );
}

function itemsOf(message: Message, { x, y }: MenuRequest): Item[] {
  const here = channel.value;
  const isMine = message.author.id === me.value?.id;
  const may = (needed: bigint) => grants(here?.permissions, needed);
  const words = textOf(message);
  const items: Item[] = [];
  if (may(Permission.addReactions)) {
    items.push({
      words: say("react"),
      act: () => {
        picker.value = {
          anchor: new DOMRect(x, y, 0, 0),
          pick: (emoji) => inBackground(toggleReaction(message, emoji)),
        };
      },
    });
  }
  if (isMine) items.push({ words: say("edit"), act: () => (editing.value = message.id) });
  items.push({ words: say("reply"), act: () => (replyTo.value = message) });
  if (words !== "") items.push({ words: say("copy"), act: () => inBackground(copy(words)) });
  if (may(Permission.createPublicThreads) && !message.thread && here && !isThread(here)) {
    items.push({ words: say("thread-create"), act: () => (threadFrom.value = message) });
  }
  if (may(Permission.pinMessages)) {
    items.push({
      words: say(message.pinned ? "unpin" : "pin"),
      act: () => inBackground(pin(message, !message.pinned)),
    });
  }
  if (isMine || may(Permission.manageMessages)) {
    items.push({ words: say("delete"), act: () => (deleting.value = message), isGrave: true });
  }
  return items;
}

function itemsOfUser(user: User): Item[] {
  const name = `@${nameOf(user)}`;
  return [{ words: name, act: () => (inserted.value = `${name} `) }];
}

async function copy(words: string): Promise<void> {
  await navigator.clipboard.writeText(words);
  notify(say("copied"));
}

function textOf(message: Message): string {
  const texts = (components: readonly Component[]): string[] =>
    components.flatMap((one) =>
      one.type === Kind.text ? [one.content ?? ""] : texts(one.components ?? []),
    );
  return [message.content, ...texts(message.components)].filter(Boolean).join("\n");
}
