"""The catalogues: both languages say the same things, and all that the code asks for."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from bot.domain.texts import LOCALES, Moment, Safe, catalogue, closest, escape, listed, say

ROOT = Path(__file__).parents[2]
KEY = re.compile(r'"((?:%s)\.[a-z0-9-]+)"')


def holes(text: str | dict[str, str]) -> set[str]:
    """The names of the values a text takes."""
    parts = text.values() if isinstance(text, dict) else [text]
    return {name for part in parts for _, name, _, _ in string.Formatter().parse(part) if name}


def test_both_languages_have_the_same_texts() -> None:
    """No sentence exists in one language only."""
    assert catalogue("en").keys() == catalogue("fr").keys()


@pytest.mark.parametrize("key", sorted(catalogue("en")))
def test_both_languages_take_the_same_values(key: str) -> None:
    """A translation leaves nothing out that the other one says; plural forms may."""
    assert holes(catalogue("en")[key]) == holes(catalogue("fr")[key])


def test_every_key_in_the_code_has_its_text() -> None:
    """A key that the code names and no catalogue knows would be an error at the worst moment."""
    subjects = {key.split(".")[0] for key in catalogue("en")}
    pattern = re.compile(KEY.pattern % "|".join(sorted(subjects)))
    files = [*ROOT.glob("bot/**/*.py"), *ROOT.glob("cogs/**/*.py")]
    asked = {key for file in files for key in pattern.findall(file.read_text(encoding="utf-8"))}
    assert asked
    names = {".toml", ".py", ".json", ".lrc", ".txt", ".md", ".sha256", ".mp4", ".png"}
    missing = {key for key in asked - catalogue("en").keys() if Path(key).suffix not in names}
    assert missing == set()


def test_people_s_text_can_not_format_mention_or_link() -> None:
    """Markdown, mentions and links in a value are shown, not obeyed; our own text is kept."""
    said = say("en", "clip.already-here", name="*a* @everyone https://x.org `b`")
    assert "\\*a\\*" in said
    assert "@everyone" not in said
    assert "https://" not in said
    assert "<@1>" in say("en", "clip.already-here", name=Safe("<@1>"))
    assert escape("œuvre été") == "œuvre été"


@pytest.mark.parametrize(
    ("asked", "spoken"), [("fr", "fr"), ("en-GB", "en"), ("de", "en"), (None, "en")]
)
def test_the_closest_language_is_spoken(asked: str | None, spoken: str) -> None:
    """French for French readers, English for everyone else."""
    assert closest(asked) == spoken
    assert spoken in LOCALES


def test_numbers_choose_their_form() -> None:
    """French counts 1 as singular, English too, and only English makes 0 plural."""
    values = {"line": 3, "quorum": 2}
    assert say("en", "vote.no-quorum", n=1, **values).startswith("Only 1 person")
    assert say("en", "vote.no-quorum", n=0, **values).startswith("0 people")
    assert say("fr", "vote.no-quorum", n=0, **values).startswith("0 personne a")
    assert say("fr", "vote.no-quorum", n=1.5, **values).startswith("1,5 personne a")


def test_a_second_number_chooses_the_words_behind_it() -> None:
    """Each number of a sentence has its own singular and plural."""
    assert say("en", "answers.status-decided", done=0, lines=1) == "0 of 1 line decided"
    assert say("fr", "answers.status-decided", done=0, lines=4) == "0 ligne décidée sur 4"
    assert say("fr", "answers.status-decided", done=2, lines=4) == "2 lignes décidées sur 4"


def test_numbers_and_times_are_written_as_the_reader_writes_them() -> None:
    """A comma in French; whole numbers, times and our own dotted text keep what they are."""
    values = {"width": 1024, "height": 576, "steps": 12, "guidance": 3.5}
    assert "3.5" in say("en", "answers.style-settings", **values)
    assert say("fr", "answers.style-settings", **values) == "1024 × 576 px, 12 pas, fidélité 3,5"
    assert "1:23,4" in say("fr", "line.past-song", end=Moment(83.4))
    assert listed("fr", ("1️⃣", "2️⃣")) == "1️⃣ et 2️⃣"


_COUNTED = {
    "en": "line take job file request character minute sample round person second"
    " command font shot",
    "fr": "ligne prise travail fichier démarrage demande caractère minute échantillon série voix"
    " personne commande police plan",
}
_PLURAL = {"travail": "travaux", "person": "people", "voix": "voix"}


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("number", [0, 1, 2, 5])
def test_every_sentence_is_right_with_any_number(locale: str, number: int) -> None:
    """No "1 lines", no "0 lignes", no hole left: all of them are filled in and looked at."""
    many = number >= 2 or (locale == "en" and number == 0)
    forms = [(word, _PLURAL.get(word, word + "s")) for word in _COUNTED[locale].split()]
    wrong = "|".join(one if many else other for one, other in forms if one != other)
    said = {
        key: say(locale, key, **(dict.fromkeys((*holes(text), "n"), number) | {"person": "Ana"}))
        for key, text in catalogue(locale).items()
        if not key.startswith("commands.")
    }
    assert len(said) > 400
    assert {key: one for key, one in said.items() if re.search("[{}]", one)} == {}
    beside = re.compile(rf"(?<![\d.,:/–]){number} (?:{wrong})\b")
    assert {key: one for key, one in said.items() if beside.search(one)} == {}


def command_names(locale: str) -> set[str]:
    """Every ``group command`` as a reader's Discord calls it."""
    texts = catalogue(locale)
    paths = [
        key.removeprefix("commands.").split()
        for key in texts
        if re.fullmatch(r"commands\.[a-z]+ [a-z-]+", key)
    ]
    return {
        " ".join(
            str(texts.get(f"commands.{' '.join(path[: i + 1])}.name", word))
            for i, word in enumerate(path)
        )
        for path in paths
    }


@pytest.mark.parametrize("locale", LOCALES)
def test_texts_name_commands_that_exist(locale: str) -> None:
    """A sentence that says what to type names a command as this reader's Discord calls it."""
    names = command_names(locale)
    assert names
    groups = {name.split()[0] for name in names}
    said = re.compile(rf"/((?:{'|'.join(sorted(groups))}) \w+(?:-\w+)*)")
    for key, text in catalogue(locale).items():
        for part in text.values() if isinstance(text, dict) else [text]:
            assert set(said.findall(part)) <= names, key


def sentences(locale: str) -> list[tuple[str, str]]:
    """Every text of a language with its key; each plural form is one."""
    return [
        (key, one)
        for key, text in catalogue(locale).items()
        for one in (text.values() if isinstance(text, dict) else [text])
    ]


@pytest.mark.parametrize("locale", LOCALES)
def test_apostrophes_are_of_one_kind(locale: str) -> None:
    """The typographic one, everywhere."""
    wrong = [key for key, text in sentences(locale) if re.search(r"\w'", text)]
    assert wrong == []


def test_french_says_tu() -> None:
    """A team talks like that, and so does the bot: to one person, never with vous."""
    formal = re.compile(r"(?i)\b(?:vous|votre|vos|(?!assez|chez|nez)\w{2,}ez)\b")
    assert [
        (key, formal.findall(text)) for key, text in sentences("fr") if formal.search(text)
    ] == []


def test_french_signs_have_their_spaces() -> None:
    """Before ? ! ; : and inside guillemets, but not in times, addresses and code."""
    wrong = re.compile(r"[\w)}»’][?!;]|[\w)}»]:(?=\s|$)|«\S|\S»")
    found = [(key, wrong.findall(text)) for key, text in sentences("fr") if wrong.search(text)]
    assert found == []


def test_french_orders_keep_their_s_before_en_and_y() -> None:
    """Commences-en, not commence-en."""
    wrong = re.compile(r"\w*e-(?:en|y)\b")
    assert [(key, wrong.findall(text)) for key, text in sentences("fr") if wrong.search(text)] == []


@pytest.mark.parametrize(
    "text", ["discord.gg/x", "DISCORD.GG/x", "discord.com/invite/x", "see discordapp.com/invite/x"]
)
def test_an_invitation_is_no_link(text: str) -> None:
    """Discord makes a card of it even without a scheme."""
    shown = escape(text)
    assert ".gg/" not in shown.lower()
    assert ".com/" not in shown
    assert shown.replace("\u200b", "") == text
