"""A channel with a long history: rounds of takes with votes, and people who post pictures."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from PIL import Image

from local_discord.http.uploads import Upload
from local_discord.messages import messages, reactions

if TYPE_CHECKING:
    from local_discord import LocalDiscord
    from local_discord.http.json_values import JsonObject

PEOPLE: Final = ("Ana", "Ben", "Chloé")
_VOTES: Final = ("1️⃣", "2️⃣", "3️⃣", "🔁")
_ROUND_EVERY: Final = 4
_V2: Final = 1 << 15
_SIZE_PX: Final = (512, 288)
_PICTURES: Final = 40


def crowd(world: LocalDiscord, count: int) -> None:
    """Post ``count`` messages, each with at least one picture, as bot and people would."""
    pictures = [_picture(number) for number in range(_PICTURES)]
    people = [world.state.user(world.person(name).id) for name in PEOPLE]
    channel = world.channel("clip")
    for number in range(count):
        several = [pictures[(number + more) % _PICTURES] for more in range(3)]
        if number % _ROUND_EVERY == 0:
            files = [Upload(i, f"take-{i}.png", one) for i, one in enumerate(several)]
            body = _round(number, [file.filename for file in files])
            posted = messages.create(world.state, world.state.bot, channel, body, files)
            for place, emoji in enumerate(_VOTES):
                for user in [world.state.bot, *people[place:]]:
                    reactions.add(world.state, user, channel, posted, emoji)
        else:
            author = people[number % len(people)]
            words = {
                "content": f"Number **{number}**: " + "a look at the *harbour* " * (number % 9)
            }
            files = [Upload(0, f"sketch-{number}.png", several[0])]
            messages.create(world.state, author, channel, words, files)


def _round(number: int, names: list[str]) -> JsonObject:
    items = [{"media": {"url": f"attachment://{name}"}, "description": name} for name in names]
    text = (
        f"### Line {number} · round 1\n> The sea, the sea, always begun again\n**Prompt** a harbour"
    )
    button = {"type": 2, "style": 2, "custom_id": f"again:{number}", "label": "Other words"}
    inner: list[JsonObject] = [
        {"type": 10, "content": text},
        {"type": 12, "items": items},
        {"type": 1, "components": [button]},
    ]
    return {"flags": _V2, "components": [{"type": 17, "components": inner}]}


def _picture(number: int) -> bytes:
    """A picture of the size and weight of a take."""
    width, height = _SIZE_PX
    steep = Image.linear_gradient("L").resize(_SIZE_PX)
    round_ = Image.radial_gradient("L").resize(_SIZE_PX).rotate(9 * number)
    grain = Image.effect_noise((width, height), 12 + number)
    file = io.BytesIO()
    Image.merge("RGB", (steep, round_, grain)).save(file, "PNG")
    return file.getvalue()
