// What this browser remembers between visits; a browser that forbids it just forgets.

type Key = "person" | "locale" | "theme" | "members" | "recent-emoji";

export function recall(key: Key): string | null {
  try {
    return localStorage.getItem(`couplet.${key}`);
  } catch {
    return null;
  }
}

export function remember(key: Key, value: string): void {
  try {
    localStorage.setItem(`couplet.${key}`, value);
  } catch {
    // Nothing is lost but the comfort of finding it again.
  }
}
