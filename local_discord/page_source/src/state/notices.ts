// Short sentences at the edge of the screen: what did not work, and why.
import { signal } from "@preact/signals";
import { Refused } from "../wire/api";

export interface Notice {
  readonly key: number;
  readonly sentence: string;
}

const SHOWN_MS = 8000;

export const notices = signal<readonly Notice[]>([]);
let count = 0;

/** Shows a sentence for some seconds. */
export function notify(sentence: string): void {
  const key = ++count;
  notices.value = [...notices.value, { key, sentence }];
  setTimeout(() => dismiss(key), SHOWN_MS);
}

export function dismiss(key: number): void {
  notices.value = notices.value.filter((one) => one.key !== key);
}

/** Says why a request failed. A server that is away is shown by the line at the top instead. */
export function report(error: unknown): void {
  if (error instanceof Refused) notify(error.message);
  else if (!(error instanceof TypeError)) throw error;
}

/** Lets a request run by itself, and reports its failure. */
export function inBackground(work: Promise<unknown>): void {
  work.catch(report);
}
