"""What the buttons under posts do, and the forms that come back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from bot.client.answers import acknowledge, answer, locale_of, show_instead, tell
from bot.client.buttons import Action, buttons, field, form, pick_list, tick
from bot.client.phrasing.lyrics import prompt_text
from bot.client.phrasing.posts import ranges
from bot.client.phrasing.rounds import asked_text, take_text
from bot.client.phrasing.times import timed_text
from bot.domain.cut.credits import Disclosure
from bot.domain.errors import UserError
from bot.domain.lyrics.imported import Reading
from bot.domain.lyrics.line import LineId
from bot.domain.texts import say
from bot.services.prompts.prompts import PROMPT_LENGTH
from bot.services.rounds.requests import Wish
from cogs.board.board import BoardPresses
from cogs.clips.beginning import Beginning
from cogs.clips.history import HistoryPresses
from cogs.clips.server import words_submitted
from cogs.cut.looks import credits_submitted
from cogs.cut.notes import NotePresses
from cogs.desk import person_of
from cogs.handoff.export import recut, say_where
from cogs.lyrics.lyrics import lay_over, open_paste
from cogs.lyrics.times import STEPS, steps
from cogs.prompts.sheet import PromptSheet
from cogs.rounds.animate import animate_pressed, animate_submitted
from cogs.rounds.part import PartPresses
from cogs.rounds.take import bring_linked, meant
from cogs.song.song import SongPresses
from cogs.votes.carousel import CarouselPresses
from cogs.votes.vote import say_decided

if TYPE_CHECKING:
    from bot.client.buttons import Press, Submission, Target
    from bot.client.client import CoupletClient
    from bot.domain.clips.clip import Clip
    from bot.services.rounds.lookup import PromptedRound
    from cogs.desk import Asking, Desk


def install_presses(client: CoupletClient, desk: Desk) -> None:
    """Register what each button and each form does."""
    presses, sheet, board = _Presses(desk), PromptSheet(desk), BoardPresses(desk)
    carousel, notes = CarouselPresses(desk), NotePresses(desk)
    part, song = PartPresses(desk), SongPresses(desk)
    client.admit = desk.admit
    client.presses |= {
        Action.AGAIN: presses.again,
        Action.REWRITE: presses.rewrite,
        Action.VARY: presses.vary,
        Action.PART: part.pressed,
        Action.CLOSE: presses.close,
        Action.ABOUT: presses.about,
        Action.CANCEL: presses.cancel,
        Action.FILE: presses.file,
        Action.PACK: partial(say_where, desk),
        Action.RECUT: partial(recut, desk),
        Action.DROP: presses.drop,
        Action.DELETE: presses.delete,
        Action.UNDISCLOSE: presses.undisclose,
        Action.SHOW_HELD: partial(presses.release, shown=True),
        Action.DROP_HELD: partial(presses.release, shown=False),
        Action.REPORT: presses.report,
        Action.DROP_TAKE: presses.drop_take,
        Action.SHEET: sheet.pressed,
        Action.DRAFT: sheet.draft,
        Action.PAINT: sheet.paint,
        Action.RESTYLE: presses.restyle,
        Action.VOTE: carousel.open,
        Action.CHOOSE: carousel.choose,
        Action.NEXT: carousel.following,
        Action.BACK: carousel.back,
        Action.BRANCH: carousel.branch,
        Action.OLDER: HistoryPresses(desk).older,
        Action.LEAF: board.leaf,
        Action.BRING: partial(bring_linked, desk),
        Action.ANIMATE: partial(animate_pressed, desk),
        Action.SHOT: board.shot,
        Action.TAP: board.tap,
        Action.NOTE: notes.open,
        Action.PASTE: presses.paste,
        Action.SONG: song.open,
        Action.TICK: notes.tick,
        Action.PREVIEW: board.preview,
        Action.RENDER: board.render,
        **{action: presses.stepping(by) for action, by in STEPS.items()},
    }
    beginning = Beginning(desk)
    client.openings[Action.BEGIN] = beginning.open
    client.beginnings[Action.BEGIN] = beginning.submitted
    client.beginnings[Action.WORDS] = partial(words_submitted, desk)
    client.submissions |= {
        Action.PASTE: presses.pasted,
        Action.PASTE_ALL: presses.pasted_whole,
        Action.PROMPT: presses.prompted,
        Action.CREDITS: partial(credits_submitted, desk),
        Action.NOTE: notes.submitted,
        Action.SONG: song.submitted,
        Action.SHEET: sheet.submitted,
        Action.REWRITE: presses.rewritten,
        Action.VARY: presses.varied,
        Action.PART: part.submitted,
        Action.ANIMATE: partial(animate_submitted, desk),
        Action.REPORT: presses.reported,
    }


_STRENGTHS: Final = {"slight": 0.35, "strong": 0.65}
"""How far a variation may move away from its take, 0 to 1."""


_LINE_DIGITS: Final = 4
REASON_LENGTH: Final = 300
"""What somebody may write of a take they report."""


class _Presses:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def again(self, interaction: Asking, target: Target) -> None:
        """Ask for another round like the one the button is under."""
        await acknowledge(interaction)
        subject = await self._desk.lookup.round(target.id)
        person = person_of(interaction)
        if subject.round.motion is not None:
            queued = await self._desk.films.again(person, target.clip, subject.round, subject.line)
        else:
            wish = Wish(takes=self._as_many(subject))
            queued = await self._desk.rounds.ask_line(
                person, target.clip, LineId(subject.line.id), wish
            )
        await tell(interaction, asked_text(locale_of(interaction), queued))

    async def paste(self, interaction: Asking, target: Target) -> None:
        """Open the form to paste lyrics into."""
        await open_paste(interaction, target.working())

    async def restyle(self, interaction: Asking, target: Target) -> None:
        """Ask for the winners anew in the clip's style, each with its own seed."""
        await acknowledge(interaction)
        queued = await self._desk.rounds.ask_winners(person_of(interaction), target.working())
        await tell(interaction, asked_text(locale_of(interaction), queued))

    async def rewrite(self, interaction: Asking, target: Target) -> None:
        """Open a form with the line's prompt in it."""
        subject = await self._desk.lookup.round(target.id)
        locale = locale_of(interaction)
        modal = form(
            Action.REWRITE,
            target.row,
            say(locale, "answers.rewrite-title", line=subject.line.number),
            field(
                "prompt",
                say(locale, "answers.use-prompt"),
                value=subject.prompt.text,
                limit=PROMPT_LENGTH,
            ),
            tick("paint", say(locale, "answers.rewrite-paint"), ticked=True),
        )
        await interaction.response.send_modal(modal)

    async def vary(self, interaction: Asking, target: Target) -> None:
        """Open a form that asks of which take, and how far from it."""
        locale = locale_of(interaction)
        takes = await self._desk.lookup.takes(person_of(interaction), target.id)
        names = [(str(one.take.number), one.name) for one in takes]
        strengths = [(name, say(locale, f"answers.vary-{name}")) for name in _STRENGTHS]
        modal = form(
            Action.VARY,
            target.row,
            say(locale, "answers.vary-title"),
            pick_list("take", say(locale, "answers.vary-take"), *names),
            pick_list("strength", say(locale, "answers.vary-strength"), *strengths),
        )
        await interaction.response.send_modal(modal)

    async def varied(self, interaction: Asking, target: Target, typed: Submission) -> None:
        """Ask for a round of variations of the take that was target."""
        await acknowledge(interaction)
        subject = await self._desk.lookup.round(target.id)
        person = person_of(interaction)
        takes = await self._desk.lookup.takes(person, target.id)
        take = meant(typed.fields.get("take", ""), takes)
        queued = await self._desk.rounds.ask_variation(
            person,
            target.clip,
            take.take.id,
            takes_wanted=self._as_many(subject),
            strength=_STRENGTHS.get(typed.fields.get("strength", ""), _STRENGTHS["slight"]),
        )
        await tell(interaction, asked_text(locale_of(interaction), queued))

    def _as_many(self, subject: PromptedRound) -> int:
        """As many takes as that round has, unless fewer are allowed since."""
        return min(subject.round.takes_wanted, self._desk.rounds.takes_max)

    async def about(self, interaction: Asking, target: Target) -> None:
        """Show all about the takes the button is under."""
        await acknowledge(interaction)
        locale = locale_of(interaction)
        takes = await self._desk.lookup.takes(person_of(interaction), target.id)
        text = "\n".join(take_text(locale, take) for take in takes)
        await tell(interaction, text, view=buttons(Action.REPORT, row=target.id, locale=locale))

    async def close(self, interaction: Asking, target: Target) -> None:
        """Close the ballot that is voted on in the message the button is under."""
        await acknowledge(interaction)
        number = (await self._desk.lookup.round(target.id)).line.number
        message = interaction.message
        decision = await self._desk.decisions.close_on(
            person_of(interaction), target.clip, 0 if message is None else message.id, number
        )
        await say_decided(interaction, number, decision)

    async def cancel(self, interaction: Asking, target: Target) -> None:
        """Cancel what is left of the batch the button is under."""
        await acknowledge(interaction)
        person = person_of(interaction)
        count = await self._desk.queue.cancel_batch(person, target.clip, target.row)
        await answer(interaction, "answers.cancelled", n=count)

    async def file(self, interaction: Asking, target: Target) -> None:
        """Tell the director where the full-quality file is."""
        await acknowledge(interaction)
        path = await self._desk.lookup.full_file(person_of(interaction), target.id)
        await answer(interaction, "answers.full-file", path=str(path))

    def stepping(self, by: str) -> Press:
        """What a button does that moves a line by so much: the message shows where it is then."""

        async def step(interaction: Asking, target: Target) -> None:
            await interaction.response.defer()
            clip, line = target.working(), LineId(target.id)
            person = person_of(interaction)
            retimed = await self._desk.times.time(person, clip, line, by)
            await show_instead(
                interaction,
                timed_text(clip, person, retimed),
                steps(clip, retimed),
            )

        return step

    async def drop(self, interaction: Asking, target: Target) -> None:
        """Take out the lines that an import did not have; the question goes with them."""
        await interaction.response.defer()
        clip, person = target.working(), person_of(interaction)
        dropped = await self._desk.lyrics.drop_unmatched(person, clip, target.id)
        numbers = ranges(line.number for line in dropped)
        sentence = say(
            clip.locale, "timing.dropped", person=person.name, n=len(dropped), numbers=numbers
        )
        await show_instead(interaction, sentence, None)

    async def delete(self, interaction: Asking, target: Target) -> None:
        """Delete the clip for good; the question goes with it."""
        await interaction.response.defer()
        await self._desk.erasure.delete(person_of(interaction), target.clip)
        sentence = say(locale_of(interaction), "answers.clip-deleted", name=target.clip.name)
        await interaction.edit_original_response(content=sentence, view=None)

    async def release(self, interaction: Asking, target: Target, *, shown: bool) -> None:
        """Show the takes that were held back, or drop them."""
        await acknowledge(interaction)
        person, clip = person_of(interaction), target.working()
        count = await self._desk.held.release(person, clip, target.id, shown=shown)
        await answer(interaction, f"answers.held-{'shown' if shown else 'dropped'}", n=count)

    async def report(self, interaction: Asking, target: Target) -> None:
        """Open a form that asks which take, and what is wrong with it."""
        locale = locale_of(interaction)
        takes = await self._desk.lookup.takes(person_of(interaction), target.id)
        if not takes:
            raise UserError("round.take-gone")
        apart = await self._desk.reports.read_where(target.clip) is not None
        modal = form(
            Action.REPORT,
            target.row,
            say(locale, "answers.report-title"),
            pick_list(
                "take",
                say(locale, "answers.report-take"),
                *((str(one.take.number), one.name) for one in takes),
            ),
            field(
                "why",
                say(locale, "answers.report-why"),
                about=say(locale, f"answers.report-read-{'apart' if apart else 'here'}"),
                limit=REASON_LENGTH,
                required=False,
            ),
        )
        await interaction.response.send_modal(modal)

    async def reported(self, interaction: Asking, target: Target, typed: Submission) -> None:
        """Tell those who look after the server."""
        await acknowledge(interaction)
        person = person_of(interaction)
        takes = await self._desk.lookup.takes(person, target.id)
        take = meant(typed.fields.get("take", ""), takes)
        why = typed.fields.get("why", "")[:REASON_LENGTH].strip()
        await self._desk.reports.report(person, target.clip, target.id, take.take.number, why)
        await answer(interaction, "answers.reported", take=take.name)

    async def drop_take(self, interaction: Asking, target: Target) -> None:
        """Take a reported take out of sight."""
        await acknowledge(interaction)
        person, number = person_of(interaction), target.beside or 0
        await self._desk.reports.drop(person, target.clip, target.id, number)
        await answer(interaction, "answers.held-dropped", n=1)

    async def undisclose(self, interaction: Asking, target: Target) -> None:
        """Let the clip itself no longer say that it was made with AI."""
        await acknowledge(interaction)
        person, clip = person_of(interaction), target.working()
        await self._desk.looks.change_clip(person, clip, disclosure=Disclosure.OFF)
        await answer(interaction, "answers.undisclosed")

    async def pasted(self, interaction: Asking, target: Target, typed: Submission) -> None:
        """Take pasted lyrics."""
        await acknowledge(interaction, private=False)
        await lay_over(self._desk, interaction, target.working(), typed.fields.get("lyrics", ""))

    async def pasted_whole(self, interaction: Asking, target: Target, typed: Submission) -> None:
        """Take pasted lyrics with all that stands around them."""
        await acknowledge(interaction, private=False)
        text, keep = typed.fields.get("lyrics", ""), Reading(keep=True)
        await lay_over(self._desk, interaction, target.working(), text, keep)

    async def prompted(self, interaction: Asking, target: Target, typed: Submission) -> None:
        """Take a message's words as a line's prompt."""
        await acknowledge(interaction, private=False)
        number = typed.fields.get("line", "").strip()
        if not number.isdecimal() or len(number) > _LINE_DIGITS:
            raise UserError("errors.line-number", text=number)
        await self._write(
            interaction, target.working(), int(number), typed.fields.get("prompt", "")
        )

    async def rewritten(self, interaction: Asking, target: Target, typed: Submission) -> None:
        """Take a rewritten prompt, and have it painted if that is ticked; show what changed."""
        await acknowledge(interaction, private=False)
        subject = await self._desk.lookup.round(target.id)
        words, person = typed.fields.get("prompt", ""), person_of(interaction)
        line = LineId(subject.line.id)
        version = await self._desk.prompts.write(person, target.clip, line, words)
        rows = [prompt_text(target.clip.locale, version)]
        if typed.is_ticked("paint"):
            wish = Wish(takes=self._as_many(subject))
            try:
                queued = await self._desk.rounds.ask_line(person, target.clip, line, wish)
            except UserError as error:
                # The prompt is written all the same.
                rows.append(f"⚠️ {error.sentence(target.clip.locale)}")
            else:
                rows.append(asked_text(target.clip.locale, queued))
        await tell(interaction, "\n".join(rows))

    async def _write(self, interaction: Asking, clip: Clip, line: int | LineId, words: str) -> None:
        version = await self._desk.prompts.write(person_of(interaction), clip, line, words)
        await tell(interaction, prompt_text(clip.locale, version))
