// The list of lines: which one comes next, whose time each has, and a way to choose one.

import { clock, say } from "./words.js";

export class Rows {
  /**
   * @param {HTMLOListElement} list
   * @param {import("./marks.js").Marks} marks
   * @param {(index: number) => void} choose
   */
  constructor(list, marks, choose) {
    this.list = list;
    this.marks = marks;
    this.shown = null;
    let section = null;
    this.rows = marks.lines.map((line, index) => {
      if (line.section !== section && line.section) {
        const head = document.createElement("li");
        head.className = "section";
        head.textContent = line.section;
        list.append(head);
      }
      section = line.section;
      const row = document.createElement("li");
      const button = document.createElement("button");
      const parts = ["number", "text", "time"].map((name) => {
        const part = document.createElement("span");
        part.className = name;
        button.append(part);
        return part;
      });
      parts[0].textContent = line.number;
      parts[1].textContent = line.text;
      parts[1].dir = "auto";
      button.addEventListener("click", () => choose(index));
      row.append(button);
      list.append(row);
      return { button, time: parts[2] };
    });
  }

  /** Bring every row up to date, and the next line into view. */
  show() {
    const crossed = this.marks.crossed();
    this.rows.forEach(({ button, time }, index) => {
      const line = this.marks.lines[index];
      const at = this.marks.at(index);
      const by = this.marks.by(index);
      const read = at === null ? "–" : clock(at);
      const shown = by === "guess" ? `≈ ${read}` : read;
      const state = `${by}${crossed.has(index) ? " is-crossed" : ""}`;
      if (time.textContent !== shown || button.className !== state) {
        time.textContent = shown;
        button.className = state;
        const told = by === "none" ? say("no-time") : by === "guess" ? say("guess", { time: read }) : read;
        const more = crossed.has(index) ? `, ${say("crossed")}` : "";
        const { number, text } = line;
        button.setAttribute("aria-label", say("line-row", { number, text, time: told + more }));
      }
      if (index === this.marks.next) button.setAttribute("aria-current", "step");
      else button.removeAttribute("aria-current");
      button.classList.toggle("is-chosen", index === this.marks.chosen);
    });
    this.#bringIntoView();
  }

  #bringIntoView() {
    const index = Math.min(this.marks.next, this.rows.length - 1);
    if (index === this.shown) return;
    this.shown = index;
    const { button } = this.rows[index];
    const list = this.list;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    list.scrollTo({
      top: button.offsetTop - list.offsetTop - (list.clientHeight - button.offsetHeight) / 2,
      behavior: still ? "auto" : "smooth",
    });
  }
}
