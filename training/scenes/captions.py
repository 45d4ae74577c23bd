"""Words for a scene, as people would ask for it, in English or French.

Captions leave things out, change the order, list bare keywords or speak in sentences, and carry
words the model can't know, because prompts do. Articles are drawn without regard for gender: the
model reads them all as one boundary (see `language`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from bot.imaging.sketch.language import concepts
from training.scenes.scene import COLOURS, PLACES, SUBJECTS, TIMES, WEATHERS

if TYPE_CHECKING:
    import random

    from training.scenes.scene import Scene, Subject

Language = Literal["en", "fr"]
_STRANGE: Final = (
    "zor", "blim", "quelor", "memory", "souvenir", "dream", "rêve", "name", "toujours", "maybe",
    "voix", "ombra", "hush", "silence", "tralala", "promise", "hier", "tomorrow", "demain", "vida",
)  # fmt: skip
_ARTICLES: Final = {"en": ("a ", "the ", "a ", ""), "fr": ("un ", "une ", "le ", "la ", "des ")}
_IN: Final = {"en": ("in the", "at the", "by the", "on a", "in a"),
              "fr": ("dans la", "à la", "sur le", "dans un", "au")}  # fmt: skip
_ALONE: Final = {"woman": 0.15, "man": 0.15}


def caption(scene: Scene, language: Language, rng: random.Random, *, complete: bool = False) -> str:
    """One caption; with `complete` it names everything and has no strange words."""

    def keep(chance: float) -> bool:
        return complete or rng.random() < chance

    parts: list[str] = []
    spoken = _subjects(scene.subjects, language, rng, complete=complete)
    if spoken and keep(0.93):
        parts.append(spoken)
    where = [f"{rng.choice(_IN[language])} {_word(scene.place, language, rng)}"]
    if rng.random() < 0.4:
        where = [_word(scene.place, language, rng)]
    parts.extend(where if keep(0.82) else [])
    if scene.time is not None and keep(0.72):
        parts.append(_word(scene.time, language, rng))
    if scene.weather is not None and keep(0.35 if scene.weather == "clear" else 0.82):
        parts.append(_word(scene.weather, language, rng))
    if scene.season is not None and keep(0.75):
        parts.append(_word(scene.season, language, rng))
    if len(parts) > 1 and rng.random() < 0.6:
        rng.shuffle(parts)
    if scene.look != "plain" and keep(0.92):
        parts.insert(rng.choice((0, len(parts), len(parts))), _look(scene.look, language, rng))
    if not complete and rng.random() < 0.05:
        parts.append(_absent(scene, language, rng))
    glue = rng.choice((", ", ", ", " ", f" {'and' if language == 'en' else 'et'} "))
    text = glue.join(parts)
    return text if complete else _with_strange_words(text, rng)


def _subjects(
    subjects: tuple[Subject, ...], language: Language, rng: random.Random, *, complete: bool
) -> str:
    phrases = [_phrase(one, language, rng, complete=complete) for one in subjects]
    if len(phrases) < 2:
        if not phrases:
            return ""
        return _stand(subjects[0], phrases[0], language, rng)
    first, second = phrases
    if subjects[0].side == subjects[1].side:
        if rng.random() < 0.5:
            return f"{first} {_word('above', language, rng)} {second}"
        return f"{second} {_word('under', language, rng)} {first}"
    left, right = _word("left", language, rng), _word("right", language, rng)
    join = "and" if language == "en" else "et"
    return rng.choice((
        f"{first} {left}, {second} {right}",
        f"{second} {right} {join} {first} {left}",
        f"{first} {left} {join} {second}",
        f"{second} {right}, {first}",
        f"{first} {join} {second}",
        f"{second} {join} {first}",
    ))  # fmt: skip


def _stand(one: Subject, phrase: str, language: Language, rng: random.Random) -> str:
    said = [phrase]
    if one.side != "centre":
        said += [_word(one.side, language, rng)] if rng.random() < 0.9 else []
    elif rng.random() < 0.1:
        said.append(_word("centre", language, rng))
    if one.distance != "middle" and rng.random() < 0.85:
        said.insert(rng.choice((0, 1, 1)), _word(one.distance, language, rng))
    if rng.random() < _ALONE.get(one.kind, 0.0):
        said.insert(rng.choice((0, 1)), _word("alone", language, rng))
    return " ".join(said)


def _phrase(one: Subject, language: Language, rng: random.Random, *, complete: bool) -> str:
    kind = "person" if one.kind in _ALONE and rng.random() < 0.12 and not complete else one.kind
    noun = _word(kind, language, rng)
    if one.kind == "flower" and rng.random() < 0.12:
        noun = "rose"
    article = rng.choice(_ARTICLES[language])
    colour = ""
    if one.colour is not None and (complete or rng.random() < 0.93):
        colour = _colour(one.colour, language, rng)
    pose = ""
    if one.pose is not None and (one.pose != "standing" or rng.random() < 0.4):
        pose = _word(one.pose, language, rng)
    before = language == "en" if rng.random() < 0.93 else language == "fr"
    noun = f"{colour} {noun}" if before else f"{noun} {colour}"
    if colour and kind in ("woman", "man", "couple", "person", "crowd") and rng.random() < 0.4:
        noun = f"{_word(kind, language, rng)} {'in' if language == 'en' else 'en'} {colour}"
    noun = f"{pose} {noun}" if rng.random() < 0.2 else f"{noun} {pose}"
    return f"{article}{noun}"


def _colour(name: str, language: Language, rng: random.Random) -> str:
    if language == "fr" and name == "pink" and rng.random() < 0.7:
        return "rose"
    if language == "fr" and name == "black" and rng.random() < 0.6:
        return "noir"
    return _word(name, language, rng)


def _look(name: str, language: Language, rng: random.Random) -> str:
    if name == "noir" and rng.random() < 0.3:
        return "noir"
    return _word(name, language, rng)


def _absent(scene: Scene, language: Language, rng: random.Random) -> str:
    seen = {scene.place, scene.time, scene.weather, *(one.kind for one in scene.subjects)}
    among = [name for name in (*SUBJECTS, *WEATHERS, *PLACES, *TIMES, *COLOURS) if name not in seen]
    return f"{_word('no', language, rng)} {_word(rng.choice(among), language, rng)}"


def _with_strange_words(text: str, rng: random.Random) -> str:
    if rng.random() < 0.3:
        words = text.split(" ")
        for _ in range(rng.choice((1, 1, 2, 3))):
            words.insert(rng.randint(0, len(words)), rng.choice(_STRANGE))
        return " ".join(words)
    return text


def _word(name: str, language: Language, rng: random.Random) -> str:
    words = concepts()[name][language]
    # The first word of a list is the plainest one: it comes more often than the others.
    return words[0] if rng.random() < 0.3 else rng.choice(words)
