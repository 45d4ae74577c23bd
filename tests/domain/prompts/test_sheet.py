"""Many prompts as one text: written out, read back, and what people do to it in between."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.prompts.sheet import SheetLine, read_sheet, sheet_pages, sheet_text

LINES = (
    SheetLine(11, 1, "The tide is out", ""),
    SheetLine(12, 2, "A lamp | still on", "a lamp in a window"),
    SheetLine(13, 3, "The tide is out", ""),
    SheetLine(14, 4, "Come home", ""),
)


def test_a_sheet_shows_number_lyric_and_prompt() -> None:
    """The sign between the fields does not stand in a lyric."""
    assert sheet_text(LINES[:2]) == (
        "1 | The tide is out | \n2 | A lamp / still on | a lamp in a window"
    )


def test_a_sheet_is_read_by_number() -> None:
    """Rows that were left empty change nothing."""
    reading = read_sheet("1 | The tide is out | grey sand\n2 | A lamp / still on |\n", LINES)
    assert reading.prompts == {11: "grey sand"}
    assert reading.unread == ()


def test_rows_may_be_written_more_loosely() -> None:
    """A prompt alone behind a number, other signs, tabs, a prompt over two rows, remarks."""
    text = "# mine\n1: grey sand\n2. a lamp\n3\tThe tide is out\tlow tide\n4) a door\nhalf open\n"
    assert read_sheet(text, LINES).prompts == {
        11: "grey sand",
        12: "a lamp",
        13: "low tide",
        14: "a door half open",
    }


def test_a_lyric_says_which_line_is_meant_after_lines_moved() -> None:
    """Only where one line alone has those words."""
    reading = read_sheet("9 | Come home | a door\n2 | Come home | a path\n", LINES)
    assert reading.prompts == {14: "a path"}
    assert read_sheet("9 | The tide is out | sand", LINES).unread == ("9 | The tide is out | sand",)


def test_a_lyric_that_someone_mistyped_leaves_the_number_to_count() -> None:
    """What was written for line 1 goes to line 1."""
    assert read_sheet("1 | The tide is in | sand", LINES).prompts == {11: "sand"}


def test_rows_that_name_no_line_are_given_back() -> None:
    """Nothing is dropped in silence."""
    reading = read_sheet("hello\n77 | nowhere | x\n1 | | sand", LINES)
    assert reading.unread == ("hello", "77 | nowhere | x")
    assert reading.prompts == {11: "sand"}


def test_pages_leave_room_to_write() -> None:
    """Two lines without a prompt do not fit where one would."""
    pages = sheet_pages(LINES, length=230, most=5)
    assert [len(page) for page in pages] == [2, 1, 1]
    assert [len(page) for page in sheet_pages(LINES, length=230, most=2)] == [2, 1]
    assert sheet_pages((), length=200, most=2) == []


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(blacklist_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=80),
            st.text("abc é雨,-", max_size=30),
        ),
        max_size=12,
    )
)
def test_a_sheet_comes_back_as_it_was(written: list[tuple[str, str]]) -> None:
    """Every prompt belongs to its line again, whatever the lyrics are."""
    lines = [
        SheetLine(100 + number, number, lyric, " ".join(prompt.split()))
        for number, (lyric, prompt) in enumerate(written, start=1)
    ]
    reading = read_sheet(sheet_text(lines), lines)
    assert reading.prompts == {one.line_id: one.prompt for one in lines if one.prompt}
    assert reading.unread == ()
