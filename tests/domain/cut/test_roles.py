"""Credits as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.cut.credits import ENGLISH, CreditRole, Team, known_roles
from bot.domain.cut.roles import read_roles, roles_text
from bot.domain.errors import UserError

WORDS = st.text("abcéß ñ’-.", min_size=1, max_size=30).map(str.strip).filter(bool)
ROLES = st.lists(
    st.builds(
        CreditRole,
        WORDS.map(lambda text: " ".join(text.split())),
        st.lists(
            WORDS.map(lambda text: " ".join(text.split())), min_size=1, max_size=4, unique=True
        ).map(tuple),
    ),
    max_size=8,
).map(tuple)


@given(ROLES)
def test_what_was_written_out_is_read_back(roles: tuple[CreditRole, ...]) -> None:
    """Every role with its names, in order."""
    assert read_roles(roles_text(roles)) == roles


def test_a_row_for_the_lyrics_waits_for_a_name() -> None:
    """Whoever pasted them is not their author: the row is there to be filled in, and left out."""
    text = roles_text(known_roles(Team("La mer", "Les Œillets", ("Béa",)), ENGLISH))
    assert text.splitlines()[:3] == ["Music: Les Œillets", "Lyrics:", "Prompts: Béa"]
    assert [role.heading for role in read_roles(text)] == ["Music", "Prompts"]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Zoé wrote it", "render.credits-row"),
        (": Zoé", "render.credits-row"),
        (f"{'x' * 41}: Zoé", "render.credits-long"),
        (f"Lyrics: {'x' * 81}", "render.credits-long"),
        ("\n".join(f"Role {k}: Zoé" for k in range(21)), "render.credits-many"),
    ],
)
def test_what_cannot_be_credits_is_refused(text: str, key: str) -> None:
    """With the row, or the limit."""
    with pytest.raises(UserError) as caught:
        read_roles(text)
    assert caught.value.key == key
