// A face made of initials on a colour, both from the name: the local Discord has no pictures of
// people, and nothing may be fetched from outside.
import type { User } from "../wire/types";
import { nameOf } from "../state/world";

const HUES = [235, 139, 25, 350, 285, 195, 48, 320] as const;

export function Avatar({ user, size = 40 }: { user: User; size?: number }) {
  const name = nameOf(user);
  const initials = name
    .split(/\s+/)
    .slice(0, 2)
    .map((one) => one.charAt(0).toUpperCase())
    .join("");
  const hue = user.bot ? 235 : (HUES[sum(name) % HUES.length] ?? 235);
  return (
    <svg class="avatar" width={size} height={size} viewBox="0 0 40 40" aria-hidden="true">
      <circle cx="20" cy="20" r="20" fill={`hsl(${hue} 52% 46%)`} />
      {user.bot ? (
        <path
          fill="#fff"
          d="M13.5 12h13a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2h-13a2 2 0 0 1-2-2V14a2 2 0 0 1 2-2Zm.5 2.4v1.9h2v-1.9Zm0 4.6v2h2v-2Zm0 4.7v1.9h2v-1.9Zm10-9.3v1.9h2v-1.9Zm0 4.6v2h2v-2Zm0 4.7v1.9h2v-1.9Zm-5.6-6.4v6.2l4.6-3.1Z"
        />
      ) : (
        <text
          x="20"
          y="20"
          dy="0.36em"
          text-anchor="middle"
          fill="#fff"
          font-size={initials.length > 1 ? 15 : 18}
          font-weight="600"
        >
          {initials}
        </text>
      )}
    </svg>
  );
}

function sum(text: string): number {
  let total = 0;
  for (const one of text) total = (total * 31 + (one.codePointAt(0) ?? 0)) >>> 0;
  return total;
}
