// The page on which a part of a take is drawn, to be painted again.

import { base64, Strokes } from "./strokes.js";
import { answered, ask, Refused } from "./talking.js";
import { hour, say, speak } from "./words.js";

const $ = (id) => document.getElementById(id);

function begin(told) {
  speak(told.texts, told.locale);
  const strokes = new Strokes();
  const { columns, rows, width_px: width, height_px: height } = told;
  let pointer = null;

  $("take").textContent = say("heading", { take: told.take });
  $("who").textContent = say("who", { person: told.person, until: hour(told.left_s) });
  $("filling").textContent = say("with", { words: told.filling });
  // As large as the easel allows in both ways.
  $("picture").style.width = `min(100cqw, 100cqh * ${width} / ${height})`;
  $("picture").style.aspectRatio = `${width} / ${height}`;
  $("mask").width = columns * 4;
  $("mask").height = rows * 4;

  function show() {
    strokes.draw($("mask"), "#ffd166");
    const none = strokes.all.length === 0;
    $("back").disabled = $("clear").disabled = none;
    $("save").disabled = none || strokes.bits(columns, rows).count === 0;
  }

  function place(event) {
    const box = $("picture").getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  }

  $("picture").addEventListener("pointerdown", (event) => {
    if (pointer !== null || event.button > 0) return;
    pointer = event.pointerId;
    $("picture").setPointerCapture(pointer);
    const erases = document.querySelector("[name=tool]:checked").value === "erase";
    strokes.begin(...place(event), Number($("size").value) / 100, erases);
    show();
    event.preventDefault();
  });
  $("picture").addEventListener("pointermove", (event) => {
    if (event.pointerId !== pointer) return;
    for (const one of event.getCoalescedEvents?.() ?? []) strokes.go(...place(one));
    strokes.go(...place(event));
    strokes.draw($("mask"), "#ffd166");
  });
  for (const name of ["pointerup", "pointercancel"]) {
    $("picture").addEventListener(name, (event) => {
      if (event.pointerId !== pointer) return;
      pointer = null;
      show();
    });
  }
  $("back").addEventListener("click", () => {
    strokes.takeBack();
    show();
  });
  $("clear").addEventListener("click", () => {
    strokes.clear();
    show();
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "z" || !(event.ctrlKey || event.metaKey)) return;
    strokes.takeBack();
    show();
  });

  $("save").addEventListener("click", async () => {
    $("save").disabled = true;
    $("trouble").hidden = true;
    try {
      const said = await send({ columns, rows, bits: base64(strokes.bits(columns, rows).bytes) });
      $("desk").hidden = true;
      $("end-text").textContent = said.sentence;
      $("end").hidden = false;
      $("end-title").focus();
    } catch (error) {
      $("trouble-text").textContent = error instanceof Refused ? error.message : say("offline");
      $("trouble").hidden = false;
      $("save").disabled = false;
    }
  });

  $("image").addEventListener("load", () => (document.body.dataset.ready = "yes"));
  $("image").src = "picture";
  $("loading").hidden = true;
  $("desk").hidden = false;
}

async function send(drawn) {
  const headers = { "Content-Type": "application/json" };
  return answered(await fetch("save", { method: "POST", headers, body: JSON.stringify(drawn) }));
}

ask().then(begin, (error) => {
  $("loading").textContent = error instanceof Refused ? error.message : $("loading").dataset.away;
});
