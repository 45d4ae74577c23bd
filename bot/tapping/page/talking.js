// What is asked of the bot: what there is to tap, and keeping what was tapped.

/** The bot said no; its sentence says why and what to do. `gone`: the link has ended. */
export class Refused extends Error {
  constructor(sentence, gone) {
    super(sentence);
    this.gone = gone;
  }
}

export async function answered(response) {
  const told = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(told.sentence ?? "", response.status === 404);
  return told;
}

/** What the page shows. */
export async function ask() {
  return answered(await fetch("state"));
}

/** Save the marks; what the bot says about it. A TypeError where it cannot be reached. */
export async function save(marks) {
  const body = { marks: marks.changes(), shown: marks.lines.map((line) => line.id) };
  return answered(
    await fetch("save", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    }),
  );
}
