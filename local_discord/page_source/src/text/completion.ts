// The word at the cursor of the message box that asks for a completion: @name, #channel, :emoji:.

export interface Asked {
  readonly mark: "@" | "#" | ":";
  readonly word: string;
  readonly from: number;
}

/** What the text before the cursor asks for, if anything. */
export function askedAt(text: string, cursor: number): Asked | null {
  const found = /(?:^|\s)([@#:])([\p{L}\p{N}_-]*)$/u.exec(text.slice(0, cursor));
  const mark = found?.[1] as Asked["mark"] | undefined;
  const word = found?.[2] ?? "";
  if (mark === undefined || (mark === ":" && word.length < 2)) return null;
  return { mark, word, from: cursor - word.length - 1 };
}

/** Names in a text become the mentions that Discord knows; the longest name is taken first. */
export function withMentions(
  text: string,
  names: readonly { readonly name: string; readonly mention: string }[],
): string {
  const sorted = [...names].sort((a, b) => b.name.length - a.name.length);
  let done = "";
  for (let at = 0; at < text.length;) {
    const isStart = at === 0 || /\s|[([]/.test(text[at - 1] ?? "");
    const found = isStart ? sorted.find((one) => text.startsWith(one.name, at)) : undefined;
    const after = found ? text[at + found.name.length] : undefined;
    if (found && (after === undefined || !/[\p{L}\p{N}_]/u.test(after))) {
      done += found.mention;
      at += found.name.length;
    } else {
      done += text[at];
      at += 1;
    }
  }
  return done;
}
