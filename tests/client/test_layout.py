"""Views as components: what people see, within Discord's limits."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING, Any

import pytest

from bot.client.attached import attached_files
from bot.client.layout import lay_out, mark_of
from bot.domain.board.board import Step
from bot.domain.jobs.job import JobKind
from bot.domain.posts.post import PostKind
from bot.domain.posts.views import DecisionView, FailureView, ShownPreview, TappedView, View
from bot.domain.votes.ballot import BallotRules, BallotState
from bot.ports.cut import RenderStage
from tests.client.views import clip_view, picture, post, progress_view, round_view, take

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def components(view: View, kind: PostKind = PostKind.ROUND) -> list[dict[str, Any]]:
    """All components of the message that shows ``view``, outermost first."""

    def walk(found: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for one in found:
            yield one
            yield from walk(one.get("components", []))

    layout: Any = lay_out(post(kind), view).layout  # the library leaves its answer untyped
    payload = layout.to_components()
    return list(walk(payload))


def text_of(view: View, kind: PostKind = PostKind.ROUND) -> str:
    """All that can be read."""
    return "\n".join(one["content"] for one in components(view, kind) if one["type"] == 10)


def buttons_of(view: View, kind: PostKind = PostKind.ROUND) -> list[str]:
    """The buttons' ids."""
    return [one["custom_id"] for one in components(view, kind) if one["type"] == 2]


def test_a_round_shows_line_lyric_prompt_author_and_numbered_takes(tmp_path: Path) -> None:
    """Everything a voter needs stands in one message."""
    file = picture(tmp_path)
    view = round_view(take(file), take(file, 2, parent="12a"))
    text = text_of(view)
    for part in ("Line 12 · round 2", "> The tide is out", "a boat on sand · by Ana"):
        assert part in text
    assert "1️⃣ 12a · 2️⃣ 12b (from 12a)" in text
    (gallery,) = [one for one in components(view) if one["type"] == 12]
    assert [one["description"] for one in gallery["items"]] == ["12a", "12b, from 12a"]
    assert [one["media"]["url"] for one in gallery["items"]] == [
        "attachment://take-101.png",
        "attachment://take-102.png",
    ]
    assert [one.name for one in lay_out(post(), view).files] == ["take-101.png", "take-102.png"]


def test_the_container_carries_the_post_s_mark(tmp_path: Path) -> None:
    """A message left by an interrupted send is recognised by it."""
    (container, *_) = components(round_view(take(picture(tmp_path))))
    assert container["type"] == 17
    assert container["id"] == mark_of(post())


def test_buttons_carry_the_row_they_are_for(tmp_path: Path) -> None:
    """Nothing but the id is needed after a restart; a closed vote cannot be closed again."""
    shown = take(picture(tmp_path))
    assert buttons_of(round_view(shown)) == [
        "couplet:again:3",
        "couplet:rewrite:3",
        "couplet:vary:3",
        "couplet:part:3",
        "couplet:close:3",
        "couplet:about:3",
    ]
    closed = round_view(shown, state=BallotState.DECIDED)
    assert "couplet:close:3" not in buttons_of(closed)


def test_the_deadline_is_a_living_timestamp(tmp_path: Path) -> None:
    """Each reader sees it in their own words and time."""
    view = round_view(take(picture(tmp_path)), closes_at=1700000000.9)
    assert "<t:1700000000:R>" in text_of(view)


def test_an_open_tally_shows_only_where_the_rules_say_so(tmp_path: Path) -> None:
    """Hidden tallies come out when the vote is closed."""
    shown, tally = take(picture(tmp_path)), {1: 2, 0: 1}
    hidden = BallotRules(tallies_shown=False)
    assert "1️⃣ 2" in text_of(round_view(shown, tally=tally))
    assert "1️⃣ 2" not in text_of(round_view(shown, tally=tally, rules=hidden))
    closed = round_view(shown, tally=tally, rules=hidden, state=BallotState.DECIDED)
    assert "1️⃣ 2" in text_of(closed)


def test_the_longest_words_stay_within_discord_s_limits(tmp_path: Path) -> None:
    """4,000 characters and 40 components a message, however much Markdown there is to escape."""
    file = picture(tmp_path)
    view = round_view(
        *(take(file, number) for number in range(1, 11)),
        lyric="*_" * 400,
        prompt="*" * 1000,
        author="`" * 32,
        voters_named="|" * 500,
        rules=BallotRules(voter_ids=frozenset({1})),
    )
    found = components(view)
    assert sum(len(one["content"]) for one in found if one["type"] == 10) <= 4000
    assert len(found) <= 40


def test_what_the_model_did_not_read_is_said(tmp_path: Path) -> None:
    """Unknown words, a cut end and a withheld picture each have their line."""
    shown = dataclasses.replace(take(picture(tmp_path)), cut="and a cat", withheld=True)
    text = text_of(dataclasses.replace(round_view(shown), unknown=("zeppelin",)))
    assert "zeppelin" in text
    assert "and a cat" in text
    assert "Blacked out" in text


def test_progress_shows_bar_place_and_time_left() -> None:
    """Who waits sees how long, and may take it back."""
    view = progress_view()
    text = text_of(view, PostKind.PROGRESS)
    assert "Painting lines 1–3" in text
    assert "▰▰▰▰▰▰▱▱▱▱▱▱ 50%" in text
    assert "1 of 3" in text
    assert "2 jobs before it" in text
    assert "about 2 min left" in text
    assert buttons_of(view, PostKind.PROGRESS) == ["couplet:cancel:abc123"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"finished": True}, "Painted lines 1–3"),
        ({"finished": True, "cancelled": True}, "Cancelled"),
        ({"finished": True, "failed": True}, "Not painted"),
        ({"finished": True, "failed": True, "kind": JobKind.RENDER}, "was not made"),
        ({"finished": True, "kind": JobKind.RENDER, "lines": ()}, "The clip is made"),
    ],
)
def test_finished_work_has_no_bar_and_no_button(changes: dict[str, object], said: str) -> None:
    """Nothing is left to cancel."""
    view = progress_view(**changes)
    text = text_of(view, PostKind.PROGRESS)
    assert said in text
    assert "▰" not in text
    assert buttons_of(view, PostKind.PROGRESS) == []


def test_a_render_says_what_it_is_doing() -> None:
    """Each stage of the encoder has its words, in both languages."""
    for stage in RenderStage:
        for locale in ("en", "fr"):
            view = progress_view(locale=locale, kind=JobKind.RENDER, lines=(), doing=stage.value)
            assert text_of(view, PostKind.PROGRESS)


def test_a_round_says_how_far_its_model_is_loaded() -> None:
    """Before anything can be painted, and where it is known in hundredths."""
    said = {
        doing: text_of(progress_view(doing=doing), PostKind.PROGRESS)
        for doing in ("downloading 0", "loading 40", "compiling")
    }
    assert "fetching the model, 0 %" in said["downloading 0"].replace("0%", "0 %")
    assert "loading the model, 40 %" in said["loading 40"].replace("40%", "40 %")
    assert "preparing the model for this card" in said["compiling"]


@pytest.mark.parametrize(
    "outcome",
    [
        "winner",
        "again",
        "tie",
        "run-off",
        "no-quorum",
        "first-round",
        "enough-rounds",
        "picked",
    ],
)
@pytest.mark.parametrize("locale", ["en", "fr"])
def test_every_outcome_has_its_sentence(outcome: str, locale: str, tmp_path: Path) -> None:
    """The line is named, and the winner shown where there is one."""
    view = DecisionView(
        locale=locale,
        outcome=outcome,
        line_number=12,
        lyric="The tide is out",
        winner=take(picture(tmp_path)) if outcome in {"winner", "picked"} else None,
        tally={1: 2, 0: 0},
        by="Ana",
        leaders=(1, 0),
    )
    text = text_of(view, PostKind.DECISION)
    assert "12" in text
    assert "1️⃣ 2" in text
    assert ("12a" in text) == (view.winner is not None)


def test_a_clip_is_a_video_with_its_facts(tmp_path: Path) -> None:
    """Length, size, who asked, and what is not as it should be."""
    file = tmp_path / "clip.mp4"
    file.write_bytes(b"video")
    view = clip_view(file, cards=(2, 3), broken=(5,), unseen=(7, 8, 9), spread=True)
    view = dataclasses.replace(view, undrawn=((6, "ꔀ"), (10, "ꔀ"), (11, "ꕀ")))
    text = text_of(view, PostKind.RENDER)
    for part in ("Minuit", "1:01.0", "1280 × 720", "<@1>", "2–3", "Line 5:", "7–9", "syllables"):
        assert part in text
    assert re.search(r"Lines 6, 10: .*ꔀ.*\n.*Line 11: .*ꕀ", text)
    (gallery,) = [one for one in components(view, PostKind.RENDER) if one["type"] == 12]
    assert gallery["items"][0]["media"]["url"] == "attachment://couplet-final-3.mp4"
    assert buttons_of(view, PostKind.RENDER) == ["couplet:note:3"]


def test_a_preview_offers_what_comes_next(tmp_path: Path) -> None:
    """The clip's steps by their buttons, before those of the file itself."""
    file = tmp_path / "clip.mp4"
    file.write_bytes(b"video")
    view = dataclasses.replace(clip_view(file), clip_id=7, steps=(Step.PAINT, Step.WAIT, Step.VOTE))
    assert buttons_of(view, PostKind.RENDER) == [
        "couplet:paint:7",
        "couplet:vote:7",
        "couplet:note:3",
    ]


def test_a_clip_that_was_made_smaller_leads_to_the_full_file(tmp_path: Path) -> None:
    """The path itself is never in the channel."""
    view = clip_view(None, full_file=tmp_path / "secret" / "clip.mp4", fitted=True)
    text = text_of(view, PostKind.RENDER)
    assert "secret" not in text
    assert "upload limit" in text
    assert buttons_of(view, PostKind.RENDER) == ["couplet:note:3", "couplet:file:3"]


def test_a_progress_message_shows_previews_under_names_of_their_own() -> None:
    """As attachments that its gallery names, with words for who cannot see them."""
    previews = (ShownPreview(2, 1, b"one"), ShownPreview(3, 1, b"two"))
    view = progress_view(previews=previews)
    laid = lay_out(post(PostKind.PROGRESS), view)
    assert [(file.name, file.content) for file in laid.files] == [
        ("preview-1.jpg", b"one"),
        ("preview-2.jpg", b"two"),
    ]
    (gallery,) = [one for one in components(view, PostKind.PROGRESS) if one["type"] == 12]
    assert [(one["media"]["url"], one["description"]) for one in gallery["items"]] == [
        ("attachment://preview-1.jpg", "Line 2, take a: what is becoming of it"),
        ("attachment://preview-2.jpg", "Line 3, take a: what is becoming of it"),
    ]
    (file, _) = attached_files(laid.files)
    assert file.fp.read() == b"one"


def test_a_failure_names_the_lines_it_is_about() -> None:
    """One sentence for all of them."""
    view = FailureView(
        locale="en", key="round.model-missing", values={}, asked_by_id=4, lines=(1, 2, 3, 7)
    )
    assert "(lines 1–3, 7, <@4>)" in text_of(view, PostKind.FAILURE)


def test_a_failure_is_a_sentence_for_the_one_who_asked() -> None:
    """No mention inside the sentence works, but the person is named."""
    view = FailureView(
        locale="en", key="round.preset-gone", values={"preset": "@here"}, asked_by_id=4
    )
    text = text_of(view, PostKind.FAILURE)
    assert "<@4>" in text
    assert "@here" not in text


def test_tapped_lines_are_told_in_one_row() -> None:
    """Who, how many and which, in the clip's language; names are no Markdown."""
    view = TappedView(locale="fr", by="*Zoé*", lines=(1, 2, 3, 7))
    assert text_of(view, PostKind.TAPPED) == (
        "🥁 \\*Zoé\\* a marqué 4 lignes au fil de la chanson (1–3, 7)."
    )
    one = TappedView(locale="en", by="Bo", lines=(2,))
    assert text_of(one, PostKind.TAPPED) == "🥁 Bo has tapped 1 line along with the song (2)."
    assert buttons_of(one, PostKind.TAPPED) == []
