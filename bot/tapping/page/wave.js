// The song around this moment: its loudness, beats, and a mark for each line that can be dragged.
// The moment stands still at one place of the picture, and the song runs past it.

import { clock, say } from "./words.js";

const SPANS_S = [4, 8, 16, 32]; // how much of the song is seen
const MOMENT = 0.38; // where the moment stands, as a share of the width
const STEP_S = 0.1; // the song's energy comes ten times a second
const BAR_PX = 3;
const GRAB_PX = 3; // a touch that moves less is no drag

export class Wave {
  /**
   * @param {HTMLElement} box holds the canvas and the handles
   * @param {{energy: number[], beats_s: number[], bars_s: number[], duration_s: number}} song
   * @param {import("./marks.js").Marks} marks
   * @param {{seek: Function, grab: Function, drag: Function, drop: Function, choose: Function}} acts
   */
  constructor(box, song, marks, acts) {
    this.box = box;
    this.canvas = box.querySelector("canvas");
    this.holder = box.querySelector("#handles");
    this.song = song;
    this.bars = new Set(song.bars_s);
    this.marks = marks;
    this.acts = acts;
    this.handles = new Map();
    this.span = box.clientWidth < 600 ? 8 : 16;
    this.atS = 0;
    this.dragged = null;
    box.addEventListener("pointerdown", (event) => this.#scrub(event));
    new ResizeObserver(() => this.draw(this.atS)).observe(box);
    matchMedia("(prefers-color-scheme: light)").addEventListener("change", () => this.draw(this.atS));
  }

  /** See less of the song (-1) or more (1). */
  zoom(step) {
    const index = SPANS_S.indexOf(this.span) + step;
    this.span = SPANS_S[Math.min(Math.max(index, 0), SPANS_S.length - 1)];
    this.draw(this.atS);
  }

  /** Show the song around a moment, and every mark where it is now. */
  draw(atS) {
    this.atS = atS;
    const { clientWidth: width, clientHeight: height } = this.box;
    if (!width) return;
    const dense = window.devicePixelRatio || 1;
    if (this.canvas.width !== Math.round(width * dense) || this.canvas.height !== Math.round(height * dense)) {
      this.canvas.width = Math.round(width * dense);
      this.canvas.height = Math.round(height * dense);
    }
    const brush = this.canvas.getContext("2d");
    brush.setTransform(dense, 0, 0, dense, 0, 0);
    brush.clearRect(0, 0, width, height);
    const ink = getComputedStyle(this.box);
    this.#drawBeats(brush, width, height, ink);
    this.#drawEnergy(brush, width, height, ink);
    this.#placeHandles(width);
  }

  /** Where a moment of the song stands, in pixels from the left. */
  x(seconds, width = this.box.clientWidth) {
    return MOMENT * width + ((seconds - this.atS) / this.span) * width;
  }

  #drawBeats(brush, width, height, ink) {
    const [beat, bar] = [ink.getPropertyValue("--beat"), ink.getPropertyValue("--bar")];
    for (const at of this.song.beats_s) {
      const x = Math.round(this.x(at, width));
      if (x < 0 || x > width) continue;
      brush.fillStyle = this.bars.has(at) ? bar : beat;
      brush.fillRect(x, this.bars.has(at) ? 0 : height * 0.12, 1, height);
    }
  }

  #drawEnergy(brush, width, height, ink) {
    const [sung, unsung] = [ink.getPropertyValue("--wave-past"), ink.getPropertyValue("--wave")];
    const step = (BAR_PX + 2) * (this.span / width); // seconds from one bar to the next
    const first = Math.max(0, Math.floor((this.atS - MOMENT * this.span) / step));
    const last = Math.ceil(Math.min(this.song.duration_s, this.atS + this.span) / step);
    const [middle, most] = [height * 0.56, height * 0.36];
    for (let bar = first; bar < last; bar += 1) {
      const at = bar * step;
      const tall = Math.max(1, this.#energy(at + step / 2) * most);
      brush.fillStyle = at < this.atS ? sung : unsung;
      brush.beginPath();
      brush.roundRect(this.x(at, width), middle - tall, BAR_PX, 2 * tall, BAR_PX / 2);
      brush.fill();
    }
  }

  /** The energy between two of its values, in a straight line. */
  #energy(atS) {
    const place = Math.max(0, atS / STEP_S - 0.5);
    const [before, share] = [Math.floor(place), place % 1];
    const a = this.song.energy[before] ?? 0;
    return a + ((this.song.energy[before + 1] ?? a) - a) * share;
  }

  #placeHandles(width) {
    const crossed = this.marks.crossed();
    const wanted = new Set();
    this.marks.lines.forEach((line, index) => {
      const at = this.marks.at(index);
      if (at === null) return;
      const x = this.x(at, width);
      const held = index === this.dragged || index === this.marks.chosen;
      if (!held && (x < -60 || x > width + 60)) return;
      wanted.add(index);
      const handle = this.handles.get(index) ?? this.#makeHandle(index, line);
      handle.style.transform = `translateX(${x.toFixed(2)}px)`;
      handle.className = `handle ${this.marks.by(index)}`;
      handle.classList.toggle("is-chosen", index === this.marks.chosen);
      handle.classList.toggle("is-crossed", crossed.has(index));
      handle.setAttribute("aria-valuenow", at.toFixed(3));
      handle.setAttribute("aria-valuetext", clock(at));
    });
    for (const [index, handle] of this.handles) {
      if (!wanted.has(index)) {
        handle.remove();
        this.handles.delete(index);
      }
    }
  }

  #makeHandle(index, line) {
    const handle = document.createElement("div");
    handle.tabIndex = 0;
    handle.dataset.line = line.number;
    handle.setAttribute("role", "slider");
    handle.setAttribute("aria-orientation", "horizontal");
    handle.setAttribute("aria-valuemin", "0");
    handle.setAttribute("aria-valuemax", this.song.duration_s.toFixed(3));
    handle.setAttribute("aria-label", say("mark-label", { number: line.number, text: line.text }));
    const flag = document.createElement("span");
    flag.textContent = line.number;
    handle.append(flag);
    handle.addEventListener("pointerdown", (event) => this.#drag(event, handle, index));
    handle.addEventListener("focus", () => this.acts.choose(index));
    // In the order of lines, which is the order of the tab key.
    const after = [...this.handles.keys()].filter((one) => one > index).sort((a, b) => a - b)[0];
    this.holder.insertBefore(handle, this.handles.get(after) ?? null);
    this.handles.set(index, handle);
    return handle;
  }

  #drag(event, handle, index) {
    if (event.button) return;
    event.stopPropagation();
    const [fromX, fromS] = [event.clientX, this.marks.at(index)];
    let moving = false;
    this.#follow(event, handle, {
      move: (x) => {
        if (!moving && Math.abs(x - fromX) < GRAB_PX) return;
        if (!moving) this.acts.grab(index);
        moving = true;
        this.dragged = index;
        this.acts.drag(index, fromS + ((x - fromX) / this.box.clientWidth) * this.span);
      },
      end: () => {
        this.dragged = null;
        if (moving) this.acts.drop(index);
      },
    });
  }

  /** Drag the song itself along, to another moment of it. */
  #scrub(event) {
    if (event.button || event.target.closest(".zoom, .handle")) return;
    const [fromX, fromS] = [event.clientX, this.atS];
    this.#follow(event, this.box, {
      move: (x) => this.acts.seek(fromS - ((x - fromX) / this.box.clientWidth) * this.span),
      end: () => {},
    });
  }

  #follow(event, holder, { move, end }) {
    holder.setPointerCapture(event.pointerId);
    const moved = (later) => move(later.clientX);
    const ended = () => {
      holder.removeEventListener("pointermove", moved);
      holder.removeEventListener("pointerup", ended);
      holder.removeEventListener("pointercancel", ended);
      end();
    };
    holder.addEventListener("pointermove", moved);
    holder.addEventListener("pointerup", ended);
    holder.addEventListener("pointercancel", ended);
  }
}
