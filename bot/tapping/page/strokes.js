// What was drawn: strokes in shares of the picture, and the grid of yes and no that they make.

export class Strokes {
  constructor() {
    this.all = [];
  }

  /** Begin a stroke of a width in shares of the picture's width. */
  begin(x, y, width, erases) {
    this.all.push({ width, erases, points: [[x, y]] });
  }

  go(x, y) {
    this.all.at(-1)?.points.push([x, y]);
  }

  takeBack() {
    this.all.pop();
  }

  clear() {
    this.all = [];
  }

  /** Draw them all on a canvas, in one colour. */
  draw(canvas, colour) {
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = colour;
    for (const { width, erases, points } of this.all) {
      pen.globalCompositeOperation = erases ? "destination-out" : "source-over";
      pen.lineWidth = width * canvas.width;
      pen.beginPath();
      points.forEach(([x, y], number) => {
        const at = [x * canvas.width, y * canvas.height];
        // A touch without a move is a dot, and lines of no length are not drawn.
        if (number === 0) pen.moveTo(at[0], at[1] + 0.01);
        pen.lineTo(...at);
      });
      pen.stroke();
    }
    pen.globalCompositeOperation = "source-over";
  }

  /** The grid's bits, a row after the other, the first bit left; and how many of them are yes. */
  bits(columns, rows) {
    const canvas = document.createElement("canvas");
    canvas.width = columns;
    canvas.height = rows;
    this.draw(canvas, "#fff");
    const pixels = canvas.getContext("2d").getImageData(0, 0, columns, rows).data;
    const bytes = new Uint8Array((columns * rows) / 8);
    let count = 0;
    for (let cell = 0; cell < columns * rows; cell += 1) {
      if (pixels[cell * 4 + 3] < 128) continue;
      bytes[cell >> 3] |= 128 >> (cell & 7);
      count += 1;
    }
    return { bytes, count };
  }
}

export function base64(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
