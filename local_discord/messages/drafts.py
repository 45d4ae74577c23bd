"""A message as it is asked for: every way of posting or editing one reads its body here.

Channels, interaction answers and follow-ups share these rules; they differ in permissions and in
which flags may be set, which the callers say.
"""

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final, TypeVar

from local_discord.http import uploads
from local_discord.http.bodies import Form
from local_discord.http.errors import ApiError, Problems, refused
from local_discord.http.json_values import JsonObject
from local_discord.http.uploads import Upload
from local_discord.messages import embeds, mentions
from local_discord.messages.components import ComponentReader
from local_discord.model.model import Attachment, Channel, Message, MessageFlag
from local_discord.model.state import State

T = TypeVar("T")

POST_FLAGS: Final = (
    MessageFlag.SUPPRESS_EMBEDS
    | MessageFlag.SUPPRESS_NOTIFICATIONS
    | MessageFlag.IS_COMPONENTS_V2
    | MessageFlag.IS_VOICE_MESSAGE
)
ANSWER_FLAGS: Final = POST_FLAGS | MessageFlag.EPHEMERAL
EDIT_FLAGS: Final = MessageFlag.SUPPRESS_EMBEDS | MessageFlag.IS_COMPONENTS_V2


@dataclass(slots=True)
class Draft:
    """A body that passed every check; None means: leave as it is."""

    content: str | None
    embeds: list[JsonObject] | None
    components: list[JsonObject] | None
    attachments: list[Attachment]
    flags: MessageFlag
    allowed: mentions.Allowed
    tts: bool = False
    nonce: str | int | None = None
    enforce_nonce: bool = False
    texts: list[str] = field(default_factory=list[str])


def read(
    state: State,
    body: JsonObject,
    files: list[Upload],
    *,
    channel: Channel,
    settable: MessageFlag,
    old: Message | None = None,
    ephemeral: bool = False,
) -> Draft:
    """Check a message's body; refuses with 50035, 50006 or 40005 and then keeps no file."""
    uploads.check_sizes(state, channel.guild_id, files)
    problems = Problems()
    form = Form(body, problems)
    flags = MessageFlag(form.whole("flags", least=0) or 0) & settable
    was_v2 = old is not None and MessageFlag.IS_COMPONENTS_V2 in old.flags
    v2 = was_v2 or MessageFlag.IS_COMPONENTS_V2 in flags
    attachments = uploads.attach(
        state,
        form,
        files,
        channel_id=channel.id,
        kept=[] if old is None else old.attachments,
        ephemeral=ephemeral or MessageFlag.EPHEMERAL in flags,
    )
    try:
        draft = _read_rest(state, form, attachments, flags, v2=v2)
        _check_whole(form, draft, old, v2=v2)
        problems.raise_if_any()
    except ApiError:
        kept = [] if old is None else old.attachments
        uploads.forget(state, [one for one in attachments if one not in kept])
        raise
    if old is not None and was_v2:
        draft.flags |= MessageFlag.IS_COMPONENTS_V2
    return draft


def _read_rest(
    state: State, form: Form, attachments: list[Attachment], flags: MessageFlag, *, v2: bool
) -> Draft:
    limits = state.limits
    by_name = {one.filename: one for one in attachments}
    reader = ComponentReader(limits, by_name, v2=v2)
    content = form.text("content", most=limits.content_chars)
    draft = Draft(
        content=None if not form.has("content") else content or "",
        embeds=embeds.read(form, limits, by_name) if form.has("embeds") else None,
        components=reader.read(form) if form.has("components") else None,
        attachments=attachments,
        flags=flags,
        allowed=mentions.read_allowed(form),
        tts=form.switch("tts"),
        nonce=_nonce(form, limits.nonce_chars),
        enforce_nonce=form.switch("enforce_nonce"),
    )
    draft.texts = [draft.content or "", *reader.texts]
    if form.body.get("poll") is not None:
        form.refuse("poll", "POLL_NOT_SUPPORTED", "Polls do not exist on the local Discord")
    if form.body.get("sticker_ids"):
        form.refuse("sticker_ids", "STICKER_NOT_SUPPORTED", "Stickers do not exist here")
    return draft


def _nonce(form: Form, most: int) -> str | int | None:
    value = form.body.get("nonce")
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return form.text("nonce", most=most)


def _check_whole(form: Form, draft: Draft, old: Message | None, *, v2: bool) -> None:
    content = _after(draft.content, None if old is None else old.content, "")
    shown_embeds = _after(draft.embeds, None if old is None else old.embeds, [])
    shown = _after(draft.components, None if old is None else old.components, [])
    if v2:
        for name, value in (("content", content), ("embeds", shown_embeds)):
            if value:
                form.refuse(
                    name,
                    "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
                    f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2",
                )
    form.problems.raise_if_any()
    if not (content or shown_embeds or shown or draft.attachments):
        raise refused(50006, "Cannot send an empty message", HTTPStatus.BAD_REQUEST)


def _after(new: T | None, old: T | None, nothing: T) -> T:
    if new is not None:
        return new
    return nothing if old is None else old


def thinking(flags: MessageFlag) -> Draft:
    """Return the empty message that stands for "is thinking…"."""
    return Draft(
        content="",
        embeds=[],
        components=[],
        attachments=[],
        flags=flags,
        allowed=mentions.Allowed(),
    )
