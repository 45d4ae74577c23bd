"""Letting time pass on a local Discord whose clock can be set forward."""

from local_discord import LocalDiscord, ShiftedClock


def advance(world: LocalDiscord, seconds: float) -> None:
    """Let seconds pass at once; what falls due in them happens before this returns."""
    clock = world.state.clock
    assert isinstance(clock, ShiftedClock)
    clock.advance(seconds)
