// The page's beginning: it joins the song, the marks and what is seen of them.

import { asLrc, download, dropDraft, readDraft, readLate, writeDraft, writeLate } from "./keeping.js";
import { Marks } from "./marks.js";
import { Rows } from "./rows.js";
import { Refused, ask, save } from "./talking.js";
import { Wave } from "./wave.js";
import { clock, hour, say, speak } from "./words.js";

const NUDGE_S = 0.01;
const BACK_S = 3;
const LEAD_S = 1.5; // as much is heard before a line that is listened to or chosen
const SOON_S = 300;

const $ = (id) => document.getElementById(id);
const song = $("song");

function begin(told) {
  speak(told.texts, told.locale);
  const marks = new Marks(told.lines, told.duration_s);
  const ends = Date.now() + told.left_s * 1000;
  $("clip").textContent = told.artist ? `${told.clip} · ${told.artist}` : told.clip;
  $("loading").hidden = true;
  $("desk").hidden = false;
  const wave = new Wave($("wave"), told, marks, { seek, grab, drag, drop, choose: select });
  const rows = new Rows($("lines"), marks, choose);
  const draft = readDraft(told.draft);
  if (draft && marks.resume(draft)) tell(say("told-resumed"));

  // The song ---------------------------------------------------------------------------------

  let seekTo = null; // where a drag of the song has come to, while the player is still on its way

  function now() {
    return seekTo ?? song.currentTime;
  }

  function seek(atS) {
    seekTo = Math.min(Math.max(0, atS), told.duration_s);
    song.currentTime = seekTo;
    draw();
  }

  function toggle() {
    if (song.paused) song.play().catch(() => {});
    else song.pause();
  }

  // Marking ----------------------------------------------------------------------------------

  /** Mark the next line where the song was when the key or the finger came down. */
  function tap(event) {
    const waited = Math.max(0, performance.now() - event.timeStamp); // a busy page hears late
    const late = (waited + Number($("late").value || 0)) / 1000;
    const index = marks.tap(song.currentTime - late * song.playbackRate);
    if (index === null) return;
    changed();
    const { number } = marks.lines[index];
    tell(say("told-mark", { number, time: clock(marks.at(index)) }));
    pulse();
  }

  function takeBack() {
    const index = marks.takeBack();
    if (index === null) return;
    changed();
    tell(say("told-back", { number: marks.lines[index].number }));
  }

  function grab(index) {
    marks.remember(index);
    select(index);
  }

  function drag(index, atS) {
    marks.move(index, atS);
    show();
  }

  function drop(index) {
    changed();
    tell(say("told-mark", { number: marks.lines[index].number, time: clock(marks.at(index)) }));
  }

  function nudge(byS) {
    const index = marks.chosen;
    if (index === null || marks.at(index) === null) return;
    marks.remember(index);
    marks.move(index, marks.at(index) + byS);
    changed();
    tell(say("told-mark", { number: marks.lines[index].number, time: clock(marks.at(index)) }));
  }

  /** Correct a line: its mark is chosen, and tapping goes on from it. */
  function choose(index) {
    marks.choose(index);
    const at = marks.at(index);
    if (at !== null) seek(at - (song.paused ? 0 : LEAD_S));
    show();
  }

  function select(index) {
    if (marks.chosen === index) return;
    marks.chosen = index;
    show();
  }

  // What is seen -----------------------------------------------------------------------------

  function changed() {
    writeDraft(told.draft, marks.draft());
    show();
  }

  function show() {
    rows.show();
    showNext();
    showChosen();
    const count = marks.own.size;
    $("save").textContent = count ? say("save", { n: count }) : say("save-none");
    $("save").disabled = !count;
    $("take-back").disabled = !marks.past.length;
    const crossed = marks.crossed().size;
    $("crossed").hidden = !crossed;
    $("crossed").textContent = crossed ? say("crossed-count", { n: crossed }) : "";
    draw();
  }

  function showNext() {
    const line = marks.lines[marks.next];
    const after = marks.lines[marks.next + 1];
    const how = song.paused ? "tap-first" : "tap";
    $("tap-how").textContent = say(line ? how : "tap-end");
    $("tap-line").textContent = line ? line.text : say("tap-end-help");
    $("tap-after").textContent = line && after ? after.text : "";
  }

  function showChosen() {
    const index = marks.chosen;
    const at = index === null ? null : marks.at(index);
    $("chosen").hidden = at === null;
    if (at === null) return;
    $("chosen-name").textContent = say("selected", { number: marks.lines[index].number });
    $("chosen-time").textContent = clock(at);
    $("let-go").disabled = marks.by(index) !== "own";
  }

  function draw() {
    const at = now();
    wave.draw(at);
    $("clock").textContent = clock(at);
    $("place").value = at;
    $("place").setAttribute("aria-valuetext", clock(at));
  }

  function pulse() {
    const pad = $("tap");
    pad.classList.remove("is-hit");
    void pad.offsetWidth; // so that the animation begins anew
    pad.classList.add("is-hit");
  }

  function showEnd() {
    const left = (ends - Date.now()) / 1000;
    const key = left < SOON_S ? "who-soon" : "who";
    $("who").textContent = say(key, { person: told.person, until: hour(left) });
    $("who").classList.toggle("warning", left < SOON_S);
  }

  // Saving -----------------------------------------------------------------------------------

  function keepFile() {
    download(`${told.clip.replace(/[^\p{L}\p{N} _-]/gu, "") || "couplet"}.lrc`, asLrc(told.clip, marks));
  }

  async function saveAll() {
    $("save").disabled = true;
    $("save").textContent = say("saving");
    $("trouble").hidden = true;
    song.pause();
    try {
      const saved = await save(marks);
      dropDraft(told.draft);
      finish(say("saved-title"), saved.sentence, say("saved-close"), say("file"));
    } catch (error) {
      if (error instanceof Refused && error.gone) {
        finish(say("gone-title"), error.message, "", say("file-instead"));
      } else {
        $("trouble-text").textContent = error instanceof Refused ? error.message : say("offline");
        $("trouble").hidden = false;
        show();
      }
    }
  }

  function finish(title, text, more, file) {
    clearInterval(ticking);
    document.removeEventListener("keydown", pressed);
    song.removeAttribute("src");
    song.load();
    $("desk").hidden = true;
    $("trouble").hidden = true;
    $("end-title").textContent = title;
    $("end-text").textContent = text;
    $("end-more").textContent = more;
    $("end-file").textContent = file;
    $("end").hidden = false;
    $("end-title").tabIndex = -1;
    $("end-title").focus();
  }

  // Keys and touches -------------------------------------------------------------------------

  function pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const kind = event.target.matches("input") ? event.target.type : "";
    if (kind === "number") return;
    const further = event.shiftKey ? 10 : 1;
    if (event.key === " ") {
      // A paused song leaves the space bar to whichever button is focused.
      if (song.paused && event.target.matches("button:not(#tap), input")) return;
      event.preventDefault();
      if (!event.repeat) (song.paused ? toggle : tap)(event);
    } else if (event.key === "Backspace") {
      event.preventDefault();
      takeBack();
    } else if ((event.key === "ArrowLeft" || event.key === "ArrowRight") && !kind) {
      event.preventDefault();
      nudge((event.key === "ArrowLeft" ? -1 : 1) * NUDGE_S * further);
    }
  }

  document.addEventListener("keydown", pressed);
  document.addEventListener("keyup", (event) => {
    // The key that marked must not press the focused button as well.
    if (event.key === " " && !song.paused && event.target.matches("button")) event.preventDefault();
  });
  let hit = false; // whether the press that is going on has marked already
  $("tap").addEventListener("pointerdown", (event) => {
    hit = !event.button && !song.paused;
    if (hit) tap(event);
  });
  $("tap").addEventListener("click", (event) => {
    // Browsers let a song begin at a whole press only; a screen reader's press has no pointer.
    if (song.paused) toggle();
    else if (!hit) tap(event);
    hit = false;
  });
  $("tap").addEventListener("contextmenu", (event) => event.preventDefault());
  $("play").addEventListener("click", toggle);
  $("back").addEventListener("click", () => seek(now() - BACK_S));
  $("take-back").addEventListener("click", takeBack);
  $("place").addEventListener("input", () => seek(Number($("place").value)));
  $("closer").addEventListener("click", () => wave.zoom(-1));
  $("wider").addEventListener("click", () => wave.zoom(1));
  $("save").addEventListener("click", saveAll);
  $("trouble-file").addEventListener("click", keepFile);
  $("end-file").addEventListener("click", keepFile);
  $("listen").addEventListener("click", () => {
    seek(marks.at(marks.chosen) - LEAD_S);
    song.play().catch(() => {});
  });
  $("let-go").addEventListener("click", () => {
    marks.letGo(marks.chosen);
    changed();
    tell(say("told-let-go", { number: marks.lines[marks.chosen].number }));
  });
  for (const button of document.querySelectorAll("[data-nudge]")) {
    button.addEventListener("click", () => nudge(Number(button.dataset.nudge)));
  }
  for (const speed of document.querySelectorAll("[name=speed]")) {
    speed.addEventListener("change", () => (song.playbackRate = Number(speed.value)));
  }
  $("late").value = readLate();
  $("late").addEventListener("change", () => writeLate(Number($("late").value) || 0));

  // The song begins --------------------------------------------------------------------------

  song.addEventListener("seeked", () => {
    seekTo = null;
    draw();
  });
  for (const name of ["play", "pause", "ended"]) {
    song.addEventListener(name, () => {
      $("play").setAttribute("aria-label", say(song.paused ? "play" : "pause"));
      document.body.classList.toggle("is-playing", !song.paused);
      showNext();
      run();
    });
  }
  song.addEventListener("error", () => {
    if (!song.hasAttribute("src")) return;
    $("trouble-text").textContent = say("song-broken");
    $("trouble").hidden = false;
  });

  function run() {
    draw();
    if (!song.paused) requestAnimationFrame(run);
  }

  $("place").max = told.duration_s;
  song.src = "song";
  showEnd();
  const ticking = setInterval(showEnd, 15_000);
  show();
  document.body.dataset.ready = "yes";
}

function tell(text) {
  $("told").textContent = text;
}

ask().then(begin, (error) => {
  $("loading").textContent = error instanceof Refused ? error.message : $("loading").dataset.away;
});
