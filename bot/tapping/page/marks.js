// The lines and the times a person gives them. Knows no page: everything here is plain data.

const EDGE_S = 0.001; // marks stay this far within the song

export class Marks {
  /**
   * @param {{id: number, number: number, text: string, section: ?string, start_s: ?number,
   *          guessed: boolean}[]} lines in their order
   * @param {number} durationS how long the song is
   */
  constructor(lines, durationS) {
    this.lines = lines;
    this.durationS = durationS;
    this.next = 0; // which line the next tap marks; lines.length: none is left
    this.chosen = null; // which line's mark is being corrected
    this.own = new Map(); // index of a line -> seconds that this person gave it
    this.past = []; // what taking back brings back, the last one at the end
  }

  /** When the line begins as things are: by this person, else as it was stored. */
  at(index) {
    return this.own.has(index) ? this.own.get(index) : this.lines[index].start_s;
  }

  /** "own", "stored", "guess" or "none": whose time it is. */
  by(index) {
    if (this.own.has(index)) return "own";
    const line = this.lines[index];
    if (line.start_s === null) return "none";
    return line.guessed ? "guess" : "stored";
  }

  /** Mark the next line; its index, or null where every line has had its turn. */
  tap(atS) {
    if (this.next >= this.lines.length) return null;
    const index = this.next;
    this.remember(index);
    this.own.set(index, this.within(atS));
    this.chosen = index;
    this.next = index + 1;
    return index;
  }

  /** Give a line a time, as dragging and nudging do; `remember` first what can be taken back. */
  move(index, atS) {
    this.own.set(index, this.within(atS));
  }

  /** Give a line the time back that it had before this person came. */
  letGo(index) {
    this.remember(index);
    this.own.delete(index);
  }

  /** Keep how a line is now, for taking back. */
  remember(index) {
    this.past.push({ index, before: this.own.get(index) ?? null, next: this.next });
  }

  /** Take the last tap, drag, nudge or letting go back; the line's index, or null. */
  takeBack() {
    const last = this.past.pop();
    if (!last) return null;
    if (last.before === null) this.own.delete(last.index);
    else this.own.set(last.index, last.before);
    this.next = last.next;
    this.chosen = last.index;
    return last.index;
  }

  /** Choose a line to correct, and to tap anew. */
  choose(index) {
    this.chosen = index;
    this.next = index;
  }

  /** The lines that do not come after the one before them, by index. */
  crossed() {
    const found = new Set();
    let last = -1;
    this.lines.forEach((_, index) => {
      const at = this.at(index);
      if (at === null) return;
      if (at <= last) found.add(index);
      else last = at;
    });
    return found;
  }

  /** What is to be saved: every line that this person gave a time. */
  changes() {
    return [...this.own]
      .sort(([a], [b]) => a - b)
      .map(([index, atS]) => ({
        line: this.lines[index].id,
        start_s: Math.round(atS * 1000) / 1000,
        shown_text: this.lines[index].text,
        shown_start_s: this.lines[index].start_s,
      }));
  }

  /** The person's own times by the lines' ids, to go on with after a reload. */
  draft() {
    return { next: this.next, own: [...this.own].map(([i, at]) => [this.lines[i].id, at]) };
  }

  /** Take a draft in; lines that are gone are passed over. How many marks came back. */
  resume(draft) {
    const places = new Map(this.lines.map((line, index) => [line.id, index]));
    for (const [id, at] of draft.own) {
      if (places.has(id) && Number.isFinite(at)) this.own.set(places.get(id), this.within(at));
    }
    this.next = Math.min(Math.max(0, draft.next | 0), this.lines.length);
    return this.own.size;
  }

  within(atS) {
    return Math.min(Math.max(0, atS), this.durationS - EDGE_S);
  }
}
