// Guilds, the channels of one with their threads, and who one is.
import { useEffect, useRef } from "preact/hooks";
import { Crown, Hash, MessagesSquare, Settings } from "lucide-preact";
import { inBackground } from "../state/notices";
import { drawer, settingsOpen } from "../state/ui";
import { open } from "../state/reading";
import { guild, guilds, isThread, me, nameOf, place, unread } from "../state/world";
import { say } from "../text/words";
import type { Channel, Guild } from "../wire/types";
import { Avatar } from "./Avatar";

export function Sidebar() {
  const home = guild.value;
  const sides = useRef<HTMLDivElement>(null);
  const isDrawer = drawer.value === "channels";
  useEffect(() => {
    if (isDrawer) sides.current?.querySelector<HTMLElement>("a[aria-current]")?.focus();
  }, [isDrawer]);
  return (
    <div class="sides" ref={sides}>
      <nav class="rail" aria-label={say("servers")}>
        {guilds.value.map((one) => (
          <GuildButton key={one.id} one={one} />
        ))}
      </nav>
      <div class="sidebar">
        <header class="sidebar-head">
          <h1>{home?.name ?? ""}</h1>
        </header>
        <nav class="channels" aria-label={say("channels")} data-testid="channels">
          <h2 class="channels-title">{say("text-channels")}</h2>
          <ul>
            {(home?.channels ?? [])
              .filter((one) => !isThread(one))
              .map((one) => (
                <li key={one.id}>
                  <ChannelLink one={one} />
                  <Threads of={one} all={home?.channels ?? []} />
                </li>
              ))}
          </ul>
        </nav>
      </div>
      <UserPanel />
    </div>
  );
}

function GuildButton({ one }: { one: Guild }) {
  const isHere = one.id === place.value?.guildId;
  const initials = one.name
    .split(/\s+/)
    .map((word) => word.charAt(0))
    .join("")
    .slice(0, 3);
  return (
    <button
      type="button"
      class={isHere ? "guild here" : "guild"}
      aria-label={one.name}
      data-initials={initials}
      aria-current={isHere ? "true" : undefined}
      title={one.name}
      onClick={() => {
        const first = one.channels.find((each) => !isThread(each));
        if (first && !isHere) inBackground(open(first.id));
      }}
    />
  );
}

function Threads({ of, all }: { of: Channel; all: readonly Channel[] }) {
  const threads = all.filter(
    (one) =>
      isThread(one) &&
      one.parent_id === of.id &&
      (!one.thread_metadata?.archived || one.id === place.value?.channelId),
  );
  if (threads.length === 0) return null;
  return (
    <ul class="threads" aria-label={say("threads")}>
      {threads.map((one) => (
        <li key={one.id}>
          <ChannelLink one={one} />
        </li>
      ))}
    </ul>
  );
}

function ChannelLink({ one }: { one: Channel }) {
  const isHere = one.id === place.value?.channelId;
  const isUnread = unread.value.has(one.id);
  return (
    <a
      class={`channel${isHere ? " here" : ""}${isUnread ? " unread" : ""}`}
      href={`/channels/${one.guild_id ?? ""}/${one.id}`}
      aria-current={isHere ? "page" : undefined}
      data-testid="channel"
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.button !== 0) return;
        event.preventDefault();
        drawer.value = null;
        inBackground(open(one.id));
      }}
    >
      {isThread(one) ? (
        <MessagesSquare size={16} aria-hidden="true" />
      ) : (
        <Hash size={20} aria-hidden="true" />
      )}
      <span>{one.name}</span>
      {isUnread && <span class="hidden-text">{say("new-messages")}</span>}
    </a>
  );
}

function UserPanel() {
  const who = me.value;
  if (who === null) return <div class="user-panel" />;
  const home = guild.value;
  const roles = rolesOf(who.id, home);
  return (
    <div class="user-panel">
      <button
        type="button"
        class="user-button"
        data-testid="you"
        aria-haspopup="dialog"
        onClick={() => {
          settingsOpen.value = true;
        }}
      >
        <span class="user-face">
          <Avatar user={who} size={32} />
        </span>
        <span class="user-words">
          <strong>{nameOf(who)}</strong>
          <small>{roles}</small>
        </span>
        <span class="hidden-text">{say("settings")}</span>
        {home?.owner_id === who.id && <Crown size={14} aria-label={say("owner")} />}
        <Settings size={18} aria-hidden="true" />
      </button>
    </div>
  );
}

/** The roles of somebody in words. */
export function rolesOf(userId: string, home: Guild | undefined): string {
  const member = home?.members.find((one) => one.user.id === userId);
  const names = (member?.roles ?? []).flatMap(
    (id) => home?.roles.find((one) => one.id === id)?.name ?? [],
  );
  if (home?.owner_id === userId) names.unshift(say("owner"));
  return names.length > 0 ? names.join(", ") : say("no-roles");
}
