"""How the team decides: one small story a line, from a change of mind to a variation that wins.

Most lines are decided by plain votes. Each of the other stories happens once, on the line whose
number is named here; a shorter demo leaves out those of the lines it does not play.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.demo.rehearsal import NONE

if TYPE_CHECKING:
    from bot.demo.rehearsal import Rehearsal
    from bot.demo.scenario import Scenario
    from local_discord import MessageView

_ONE: Final = "1️⃣"
_TWO: Final = "2️⃣"
_PICK_LINE: Final = 7
_FEWEST_FOR_LATE: Final = 8
_FEW_TAKES: Final = 2


def late(number: int, lines: int) -> bool:
    """Whether nobody has an idea for this line at first: the last one, unless the demo is short."""
    return number == lines >= _FEWEST_FOR_LATE


async def decide(rehearsal: Rehearsal, scenario: Scenario, number: int) -> None:
    """Vote on a line until it has its winner."""
    director, lyricist, painter = rehearsal.team
    message = await rehearsal.sees_round(number)
    if scenario.lines[number - 1].rewrite is not None:
        message = await _paint_again(rehearsal, scenario, number)
    if number == _PICK_LINE:
        await rehearsal.votes(message, (lyricist, _ONE))
        await rehearsal.types(director, "vote pick", line=number, take=2)
        return
    story = _STORIES.get(number)
    if story is not None:
        await story(rehearsal, message, number)
    else:
        favourite, other = (_ONE, _TWO) if number % 3 else (_TWO, _ONE)
        await rehearsal.votes(
            message, (director, favourite), (painter, favourite), (lyricist, other)
        )
    await rehearsal.types(director, "vote close", line=number)


async def decide_at_last(rehearsal: Rehearsal, scenario: Scenario, number: int) -> None:
    """The last line: first takes are never kept, and a variation of a later one wins."""
    director, lyricist, painter = rehearsal.team
    line = scenario.lines[number - 1]
    rehearsal.screen.heading("the last line: first takes are never kept")
    await rehearsal.types(director, "clip settings", **{"first-takes": False})
    await rehearsal.types(
        rehearsal.called(line.author), "prompt set", line=number, text=line.prompt
    )
    await rehearsal.types(painter, "generate line", line=number, takes=_FEW_TAKES)
    first = await rehearsal.sees_round(number)
    await rehearsal.votes(first, (director, _ONE), (painter, _ONE), (lyricist, _ONE))
    await rehearsal.types(director, "vote close", line=number)
    second = await rehearsal.sees_round(number, 2)
    form = await rehearsal.clicks(painter, second, "🧬")
    await rehearsal.fills_in(painter, form, take="a", strength="slight")
    third = await rehearsal.sees_round(number, 3)
    await rehearsal.votes(third, (painter, _ONE), (director, _ONE), (lyricist, _TWO))
    await rehearsal.types(director, "vote close", line=number)


async def _change_mind(rehearsal: Rehearsal, message: MessageView, _: int) -> None:
    """Somebody takes a vote back and votes otherwise, and that tips it."""
    director, lyricist, painter = rehearsal.team
    await rehearsal.votes(message, (director, _TWO), (lyricist, _ONE), (painter, _ONE))
    await rehearsal.changes_mind(painter, message, _ONE, _TWO)


async def _wait_for_more(rehearsal: Rehearsal, message: MessageView, number: int) -> None:
    """Closed too early, with fewer votes than the rules ask for, a vote stays open."""
    director, lyricist, painter = rehearsal.team
    await rehearsal.votes(message, (painter, _TWO))
    await rehearsal.types(director, "vote close", line=number)
    await rehearsal.types(director, "vote status")
    await rehearsal.votes(message, (lyricist, _TWO), (director, _ONE))


async def _run_off(rehearsal: Rehearsal, message: MessageView, number: int) -> None:
    """Two takes have as many votes: a second vote between them, which the caller closes."""
    director, lyricist, painter = rehearsal.team
    await rehearsal.votes(message, (director, _ONE), (painter, _TWO))
    await rehearsal.types(director, "vote close", line=number)
    again = await rehearsal.sees_run_off(number)
    await rehearsal.votes(again, (director, _ONE), (painter, _TWO), (lyricist, _TWO))


async def _lose_power(rehearsal: Rehearsal, message: MessageView, _: int) -> None:
    """The bot is killed in the middle of a vote; what is voted meanwhile counts."""
    director, lyricist, painter = rehearsal.team
    await rehearsal.votes(message, (lyricist, _ONE))
    rehearsal.screen.heading("a power cut: the bot is gone, the votes go on")
    await rehearsal.stage.kill_bot()
    await rehearsal.votes(message, (painter, _TWO), (director, _TWO))
    rehearsal.screen.heading("the bot is back")
    await rehearsal.stage.start_bot()


async def _paint_again(rehearsal: Rehearsal, scenario: Scenario, number: int) -> MessageView:
    """Nobody likes the first takes: other words, then 🔁 wins and another round is painted."""
    director, lyricist, painter = rehearsal.team
    first = await rehearsal.sees_round(number)
    form = await rehearsal.clicks(lyricist, first, "✏️")
    rewritten = scenario.lines[number - 1].rewrite or ""
    await rehearsal.fills_in(lyricist, form, prompt=rewritten)
    await rehearsal.votes(first, (lyricist, NONE), (painter, NONE), (director, _ONE))
    await rehearsal.types(director, "vote close", line=number)
    return await rehearsal.sees_round(number, 2)


_STORIES: Final = {2: _change_mind, 3: _lose_power, 4: _run_off, 5: _wait_for_more}
"""What comes between a round and the closing of its vote, by line."""
