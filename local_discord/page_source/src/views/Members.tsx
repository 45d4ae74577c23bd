// Who is in the guild, by what they are there: apps apart, everyone else in one list.
import { Crown } from "lucide-preact";
import { guild } from "../state/world";
import { say } from "../text/words";
import type { Member } from "../wire/types";
import { Avatar } from "./Avatar";
import { AppTag, AuthorName } from "./Author";

export function Members() {
  const members = guild.value?.members ?? [];
  return (
    <aside class="members" aria-label={say("members")} data-testid="members">
      <Group title={say("members")} members={members.filter((one) => !one.user.bot)} />
      <Group title={say("bots")} members={members.filter((one) => one.user.bot)} />
    </aside>
  );
}

function Group({ title, members }: { title: string; members: readonly Member[] }) {
  if (members.length === 0) return null;
  return (
    <>
      <h3>
        {title} — {members.length}
      </h3>
      <ul>
        {members.map((one) => (
          <li key={one.user.id} class="member">
            <Avatar user={one.user} size={32} />
            <AuthorName user={one.user} />
            {one.user.bot && <AppTag />}
            {guild.value?.owner_id === one.user.id && (
              <Crown size={14} class="crown" aria-label={say("owner")} />
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
