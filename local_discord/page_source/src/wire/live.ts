// The stream of what a person sees happen, kept open: it comes back by itself when the server does.
import type { Happening, Id } from "./types";

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 4000;

export interface Stream {
  close(): void;
}

/**
 * Listens as the person that `identify` names, asked again before each connection because a server
 * that was started anew knows people under other ids. `onEvent` gets everything, HELLO after each
 * connection; `onLost` is told when the connection is gone and will be tried again.
 */
export function listen(
  identify: () => Promise<Id>,
  onEvent: (event: Happening) => void,
  onLost: () => void,
): Stream {
  let socket: WebSocket | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wait = FIRST_WAIT_MS;
  let closed = false;

  const retry = () => {
    if (closed) return;
    onLost();
    timer = setTimeout(() => void connect(), wait);
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  };

  const connect = async () => {
    let personId: Id;
    try {
      personId = await identify();
    } catch {
      retry(); // the server is away
      return;
    }
    if (closed) return;
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const one = new WebSocket(`${scheme}://${location.host}/people/${personId}/events`);
    socket = one;
    one.onmessage = (message: MessageEvent<string>) => {
      wait = FIRST_WAIT_MS;
      if (!closed) onEvent(JSON.parse(message.data) as Happening);
    };
    one.onclose = () => retry();
  };

  void connect();
  return {
    close() {
      closed = true;
      clearTimeout(timer);
      socket?.close();
    },
  };
}
