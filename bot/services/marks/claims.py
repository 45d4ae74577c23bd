"""From rows to claims: what a take and a clip say of themselves, and who had a part in them."""

from __future__ import annotations

import hashlib
import mimetypes
from typing import TYPE_CHECKING

from bot.domain.clips.people import Naming, shown_names
from bot.domain.marks.claim import Claim, Deed, Ingredient, Relation, Source
from storage.clips import clips, history, people
from storage.lyrics import lines
from storage.prompts import styles
from storage.rounds import rounds, takes
from storage.song import songs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.domain.clips.clip import Clip
    from bot.domain.prompts.prompt import Preset
    from bot.domain.rounds.take import Take
    from storage.database.transaction import Tx


async def of_take(
    tx: Tx, take_id: int, presets: Mapping[str, Preset], *, words: bool, media_type: str
) -> Claim | None:
    """What a take says: its model, its prompt (or only its hash), who asked for it."""
    take = await takes.by_id(tx, take_id)
    if (
        take is None
        or take.brought_by is not None
        or (round_ := await rounds.by_id(tx, take.round_id)) is None
    ):
        return None
    clip = await clips.by_id(tx, round_.clip_id)
    asked = shown_names(
        (await people.name_of(tx, round_.requested_by),),
        Naming.FULL if clip is None else clip.names,
    )
    parent = None if take.parent_take_id is None else await takes.by_id(tx, take.parent_take_id)
    return Claim(
        title=f"take {take.id}",
        media_type=media_type,
        source=Source.TRAINED,
        model=_model(presets, take.preset),
        facts=(
            *_facts([presets[take.preset]] if take.preset in presets else []),
            *(("lora", use.told) for use in take.loras),
            *_words(take, words=words),
        ),
        parts=() if parent is None else (_part("parent", parent, Relation.INPUT),),
        deeds=(Deed("asked", asked),) if asked else (),
        mining=None if clip is None else clip.mining,
    )


async def of_clip(tx: Tx, clip: Clip, presets: Mapping[str, Preset]) -> Claim:
    """What a clip says as it is now: winners and song as its parts, and everybody's share."""
    parts: list[Ingredient] = []
    brought: dict[str, None] = {}
    for line in await lines.all_of(tx, clip.id):
        take = None if line.winner_take_id is None else await takes.by_id(tx, line.winner_take_id)
        if take is not None:
            parts.append(_part(f"line {line.number}", take))
            if take.brought_by is not None:
                brought[await people.name_of(tx, take.brought_by)] = None
    song = await songs.current(tx, clip.id)
    if song is not None:
        kind, _ = mimetypes.guess_type(song.filename)
        parts.append(Ingredient("song", kind or "application/octet-stream", song.sha256))
    shares = await history.people_of(tx, clip.id)
    deeds = (
        Deed("entered", shown_names(shares.lyrics, clip.names)),
        Deed("prompted", shown_names(shares.prompts, clip.names)),
        Deed("asked", shown_names(shares.generated, clip.names)),
        Deed("voted", shown_names(shares.voted, clip.names)),
        Deed("brought", shown_names(brought, clip.names)),
        Deed("decided", shown_names(shares.decided, clip.names)),
    )
    return Claim(
        title=clip.name,
        media_type="video/mp4",
        source=Source.COMPOSITE,
        model=", ".join(_model(presets, name) for name in await _presets_of(tx, clip)),
        facts=_facts(await models_of(tx, clip, presets)),
        parts=tuple(parts),
        deeds=tuple(deed for deed in deeds if deed.people),
        mining=clip.mining,
    )


async def models_of(tx: Tx, clip: Clip, presets: Mapping[str, Preset]) -> list[Preset]:
    """What a clip is painted by as it is now: its style's model, and those of winners that move."""
    return [presets[name] for name in await _presets_of(tx, clip) if name in presets]


async def _presets_of(tx: Tx, clip: Clip) -> list[str]:
    style = await styles.current(tx, clip.id)
    names: dict[str, None] = {} if style is None else {style.preset: None}
    for line in await lines.all_of(tx, clip.id):
        take = None if line.winner_take_id is None else await takes.by_id(tx, line.winner_take_id)
        if take is not None and take.film is not None and take.brought_by is None:
            names[take.preset] = None
    return list(names)


def _part(title: str, take: Take, relation: Relation = Relation.COMPONENT) -> Ingredient:
    return Ingredient(title, "image/png", take.sha256, relation)


def _model(presets: Mapping[str, Preset], name: str) -> str:
    return presets[name].title if name in presets else name


def _facts(models: Sequence[Preset]) -> tuple[tuple[str, str], ...]:
    """Licence and training data, each model's after the other's."""
    if not models:
        return ()
    return (
        ("licence", "; ".join(dict.fromkeys(one.licence for one in models))),
        ("training_data", " ".join(dict.fromkeys(one.training_data for one in models))),
    )


def _words(take: Take, *, words: bool) -> tuple[tuple[str, str], ...]:
    if words:
        return (("prompt", take.prompt), ("negative", take.negative), ("seed", str(take.seed)))
    return (("prompt_sha256", hashlib.sha256(take.prompt.encode()).hexdigest()),)
