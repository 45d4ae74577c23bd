// The people API over HTTP, as one person.
import type { Id } from "./types";

/** The API said no; `message` is its sentence, with the first thing that is wrong. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

interface ErrorBody {
  message?: string;
  code?: number;
  errors?: unknown;
}

export interface Answer<T> {
  body: T;
  /** The number of the last event that the body holds already. */
  events: number;
}

/** Asks the server; `path` starts behind its root. Throws Refused, or TypeError when unreachable. */
export async function ask<T>(
  method: string,
  path: string,
  body?: unknown,
  files: readonly (readonly [name: string, file: File])[] = [],
): Promise<Answer<T>> {
  const request: RequestInit = { method };
  if (files.length > 0) {
    const form = new FormData();
    form.append("payload_json", JSON.stringify(body ?? {}));
    for (const [name, file] of files) form.append(name, file, file.name);
    request.body = form;
  } else if (body !== undefined) {
    request.body = JSON.stringify(body);
    request.headers = { "Content-Type": "application/json" };
  }
  const answer = await fetch(path, request);
  const text = await answer.text();
  if (!answer.ok) {
    const fault = parseError(text);
    const sentence = firstFault(fault.errors) ?? fault.message ?? answer.statusText;
    throw new Refused(answer.status, fault.code ?? 0, sentence);
  }
  return {
    body: (text === "" ? null : JSON.parse(text)) as T,
    events: Number(answer.headers.get("X-Events") ?? 0),
  };
}

/** The requests of one person. */
export function as(personId: Id) {
  return async <T>(
    method: string,
    path: string,
    body?: unknown,
    files: readonly (readonly [name: string, file: File])[] = [],
  ): Promise<T> => (await ask<T>(method, `/people/${personId}${path}`, body, files)).body;
}

function parseError(text: string): ErrorBody {
  try {
    return JSON.parse(text) as ErrorBody;
  } catch {
    return {};
  }
}

/** The first sentence of Discord's nested `errors`. */
function firstFault(errors: unknown): string | undefined {
  if (typeof errors !== "object" || errors === null) return undefined;
  for (const [name, value] of Object.entries(errors)) {
    if (name === "_errors" && Array.isArray(value)) {
      const first = value[0] as { message?: string } | undefined;
      if (first?.message) return first.message;
    }
    const inside = firstFault(value);
    if (inside) return inside;
  }
  return undefined;
}

/** An address of this server's CDN without its host, so that any name of this machine serves. */
export function localUrl(url: string): string {
  try {
    const parsed = new URL(url, location.href);
    if (/^\/(ephemeral-)?attachments\//.test(parsed.pathname)) {
      return parsed.pathname + parsed.search;
    }
  } catch {
    return url; // not an address at all; the element that shows it says so
  }
  return url;
}
