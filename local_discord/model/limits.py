"""Discord's numbers in one place, so that a test or a later Discord can change them.

Sources: https://discord.com/developers/docs (resources/message, interactions, components,
topics/rate-limits, events/gateway); sizes of uploads as announced for August 2026.
"""

from dataclasses import dataclass
from typing import Final

MIB: Final = 1024 * 1024
UPLOAD_BYTES_BY_BOOST_TIER: Final = (10 * MIB, 10 * MIB, 50 * MIB, 100 * MIB)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerLimits:
    """What the server refuses to go beyond; units are in the names, plain numbers are counts.

    `upload_bytes` and `request_bytes` override what the guild's boost tier gives: the size of
    one file, and of all files of one request.
    """

    content_chars: int = 2000
    embeds: int = 10
    embed_chars: int = 6000
    embed_fields: int = 25
    files: int = 10
    upload_bytes: int | None = None
    request_bytes: int | None = None
    reactions: int = 20
    pins: int = 250
    custom_id_chars: int = 100
    action_rows: int = 5
    components_v2: int = 40
    components_v2_chars: int = 4000
    choices: int = 25
    commands: int = 100
    context_commands: int = 15
    command_chars: int = 8000
    modal_components: int = 5
    nonce_chars: int = 25
    nonce_memory_s: float = 300.0
    acknowledge_within_s: float = 3.0
    token_lifetime_s: float = 900.0
    link_lifetime_s: float = 86_400.0
    old_message_s: float = 3600.0
    old_message_edits: int = 3
    old_message_window_s: float = 20.0
    heartbeat_interval_ms: int = 41_250
    gateway_commands_per_minute: int = 120
    replay_events: int = 20_000
    resume_window_s: float = 300.0

    def one_upload_bytes(self, boost_tier: int) -> int:
        """Return how large one file may be in a guild of this boost tier."""
        if self.upload_bytes is not None:
            return self.upload_bytes
        return UPLOAD_BYTES_BY_BOOST_TIER[boost_tier]

    def one_request_bytes(self, boost_tier: int) -> int:
        """Return how large all files of one request may be together."""
        if self.request_bytes is not None:
            return self.request_bytes
        return max(25 * MIB, self.one_upload_bytes(boost_tier))
