// A name as it stands in a channel: in its role's colour, an app marked as one.
import { membersById, nameOf, rolesById } from "../state/world";
import { say } from "../text/words";
import type { User } from "../wire/types";

export function AuthorName({ user }: { user: User }) {
  const roles = (membersById.value.get(user.id)?.roles ?? [])
    .flatMap((id) => rolesById.value.get(id) ?? [])
    .sort((a, b) => b.position - a.position);
  const colour = roles.find((one) => one.color !== 0)?.color;
  return (
    <span class="author" {...(colour ? { style: { color: readable(colour) } } : {})}>
      {nameOf(user)}
    </span>
  );
}

/** A role's colour, mixed with the text's own so that it can be read on light and dark. */
function readable(colour: number): string {
  return `color-mix(in oklab, #${colour.toString(16).padStart(6, "0")} 50%, var(--strong))`;
}

export function AppTag() {
  return <span class="app-tag">{say("app")}</span>;
}
