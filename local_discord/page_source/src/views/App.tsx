// The whole page: the guilds, the channels, what is said in one of them, and who is there.
import { useEffect } from "preact/hooks";
import { drawer, membersShown } from "../state/ui";
import { channel, conversation, guild, line, locale } from "../state/world";
import { say } from "../text/words";
import { Composer } from "./Composer";
import { Header } from "./Header";
import { Members } from "./Members";
import { MessageList } from "./MessageList";
import { Overlays } from "./Overlays";
import { LiveRegion, Typing } from "./Presence";
import { Sidebar } from "./Sidebar";

/** A letter typed anywhere goes to the message box, as long as nothing else wants it. */
function typeAnywhere(event: KeyboardEvent): void {
  if (event.key === "Escape" && drawer.value !== null) drawer.value = null;
  const on = event.target as HTMLElement;
  const isLetter = event.key.length === 1 && event.key !== " ";
  if (!isLetter || event.ctrlKey || event.metaKey || event.altKey) return;
  if (on.closest("input, textarea, select, dialog, [role=menu], [role=dialog], [role=combobox]")) {
    return;
  }
  document.querySelector<HTMLElement>("[data-testid=composer-input]")?.focus();
}

export function App() {
  const name = channel.value?.name;
  useEffect(() => {
    document.title = name === undefined ? "Couplet" : `#${name} | ${guild.value?.name ?? ""}`;
    document.documentElement.lang = locale.value.split("-")[0] ?? "en";
  });
  useEffect(() => {
    addEventListener("keydown", typeAnywhere);
    return () => removeEventListener("keydown", typeAnywhere);
  }, []);
  const here = conversation.value;
  const open = drawer.value;
  return (
    <div
      class="page"
      data-testid="page"
      data-line={line.value}
      data-drawer={open ?? undefined}
      data-members={membersShown.value ? "shown" : "hidden"}
    >
      <a class="skip" href="#composer">
        {say("to-composer")}
      </a>
      <Sidebar />
      <main class="chat">
        <Header />
        {line.value === "lost" && (
          <p class="line-lost" role="status">
            {say("line-lost")}
          </p>
        )}
        <div class="chat-columns">
          <div class="chat-main">
            {here?.isLoaded.value ? (
              <MessageList key={here.channelId} conversation={here} />
            ) : (
              <div
                class="messages-frame loading"
                aria-busy="true"
                aria-label={say("line-connecting")}
              />
            )}
            <Composer key={here?.channelId ?? ""} />
            <Typing />
          </div>
          <Members />
        </div>
      </main>
      {open !== null && (
        <button
          type="button"
          class="scrim"
          aria-label={say("menu-close")}
          onClick={() => {
            drawer.value = null;
          }}
        />
      )}
      <Overlays />
      <LiveRegion />
    </div>
  );
}
