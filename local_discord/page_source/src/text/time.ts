// Moments in words, in the reader's language.
import { signal } from "@preact/signals";

const TICK_MS = 1000;

/** The time now in ms, once a second; whoever reads it is drawn anew. */
export const now = signal(Date.now());

/** Lets the time go on. */
export function tick(): void {
  setInterval(() => {
    if (!document.hidden) now.value = Date.now();
  }, TICK_MS);
}

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];

/** How far a moment (s since 1970) is from another one: "in 3 minutes", "il y a 2 heures". */
export function relative(at: number, from: number, locale: string): string {
  const away = Math.round(at - from);
  const [unit, seconds] =
    STEPS.find(([, size]) => Math.abs(away) >= size) ?? (["second", 1] as const);
  const rounded = Math.trunc(away / seconds);
  return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(rounded, unit);
}

const STYLES: Record<string, Intl.DateTimeFormatOptions> = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { dateStyle: "short" },
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
};

/** A moment in one of Discord's styles (t, T, d, D, f, F); f where none is named. */
export function absolute(atMs: number, style: string | undefined, locale: string): string {
  return new Intl.DateTimeFormat(locale, STYLES[style ?? "f"] ?? STYLES["f"]).format(atMs);
}

/** When a message was written, beside its author: the time, with the day unless it is today. */
export function stamp(atMs: number, locale: string, yesterday: string): string {
  const time = absolute(atMs, "t", locale);
  const day = startOfDay(atMs);
  const today = startOfDay(Date.now());
  if (day === today) return time;
  if (day === startOfDay(today - 1)) return `${yesterday} ${time}`;
  return `${absolute(atMs, "d", locale)} ${time}`;
}

export function startOfDay(atMs: number): number {
  return new Date(atMs).setHours(0, 0, 0, 0);
}
