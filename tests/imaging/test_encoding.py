"""Text encoders read each distinct row of tokens once, alone, and give it to all who ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch

from bot.imaging.encoding import ReadOnce


class Encoder(torch.nn.Module):
    """Doubles its tokens and counts how many rows it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[int] = []

    def forward(self, ids: Any, attention_mask: Any = None, *, deep: bool = False) -> Any:
        """A last state and a whole, as CLIP's give them."""
        self.rows.append(len(ids))
        state = ids.float()[..., None] * (
            2 if attention_mask is None else attention_mask[..., None]
        )
        return (state, state.sum(1), (state, state)) if deep else (state, state.sum(1))


@dataclass
class Pipeline:
    """What has text encoders."""

    components: dict[str, Any]


def watched(most_bytes: int = 1_000_000) -> tuple[Any, ReadOnce]:
    """An encoder, and what stands before it."""
    encoder, once = Encoder(), ReadOnce(most_bytes)
    once.watch(Pipeline({"text_encoder": encoder, "vae": None}))
    return encoder, once


def test_equal_rows_are_read_once() -> None:
    """In one call and in later ones, in order; each row alone."""
    encoder, once = watched()
    ids = torch.tensor([[1, 2], [3, 4], [1, 2]])
    state, whole = encoder(ids)
    assert torch.equal(state[..., 0], ids.float() * 2)
    assert torch.equal(whole[:, 0], torch.tensor([6.0, 14.0, 6.0]))
    assert encoder(ids[1:])[0].shape == (2, 2, 1)
    assert (encoder.rows, once.read) == ([1, 1], 2)


def test_masks_and_other_wishes_make_another_row() -> None:
    """What is asked otherwise is answered otherwise."""
    encoder, _ = watched()
    ids = torch.tensor([[1, 2]])
    mask = torch.tensor([[1, 0]])
    assert len(encoder(ids, deep=True)) == 3
    assert len(encoder(ids)) == 2
    masked = encoder(ids, attention_mask=mask)[0]
    assert torch.equal(masked[..., 0], torch.tensor([[1.0, 0.0]]))
    assert len(encoder.rows) == 3


def test_the_least_lately_used_goes_first() -> None:
    """Two rows of 12 bytes fit into 30."""
    encoder, once = watched(30)
    for row in (1, 2, 1, 3, 1, 2):
        encoder(torch.tensor([[row, row]]))
    assert once.read == 4
    once.forget()
    encoder(torch.tensor([[1, 1]]))
    assert once.read == 5


def test_whoever_steps_aside_leaves_the_encoder_as_it_was() -> None:
    """For those who set hooks on it."""
    encoder, once = watched()
    once.unwatch(Pipeline({"text_encoder": encoder}))
    encoder(torch.tensor([[1, 2], [1, 2]]))
    assert encoder.rows == [2]


def test_words_between_two_prompts_are_mixed() -> None:
    """Rows of either prompt are moved towards the other's answer by their shares, in order."""
    encoder, once = watched()
    here, there, empty = torch.tensor([[1, 2]]), torch.tensor([[5, 6]]), torch.tensor([[0, 0]])
    heard: list[list[Any]] = []
    for ids in (here, there):
        with once.overheard() as rows:
            encoder(ids)
            encoder(empty)
        heard.append(rows)
    with once.mixed(heard[0], heard[1], (0.25, 0.5)):
        state, _ = encoder(torch.cat([here, there]))
        away, _ = encoder(torch.cat([empty, empty]))
    assert state[..., 0].tolist() == [[4.0, 6.0], [6.0, 8.0]]
    assert not away.any()
    assert torch.equal(encoder(here)[0][..., 0], here.float() * 2)
