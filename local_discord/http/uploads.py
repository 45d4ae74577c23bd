"""Files that come with a request: matched to their descriptions, measured, put on the CDN."""

from collections.abc import Iterable
from dataclasses import dataclass

from local_discord.http.bodies import Form
from local_discord.http.errors import too_large
from local_discord.model import media
from local_discord.model.model import Attachment
from local_discord.model.state import State


@dataclass(frozen=True, slots=True)
class Upload:
    """One file of a multipart request; `index` is the N of its part name `files[N]`."""

    index: int
    filename: str
    content: bytes


def check_sizes(state: State, guild_id: int | None, uploads: list[Upload]) -> None:
    """Refuse (413, 40005) a file or a request over the guild's limit."""
    one_most = state.upload_bytes(guild_id)
    all_most = state.request_bytes(guild_id)
    if any(len(one.content) > one_most for one in uploads):
        raise too_large()
    if sum(len(one.content) for one in uploads) > all_most:
        raise too_large()


def store(
    state: State,
    upload: Upload,
    channel_id: int,
    *,
    description: str | None = None,
    ephemeral: bool = False,
) -> Attachment:
    """Put a file on the CDN under a safe name and return its attachment."""
    bare = upload.filename.replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(one if one.isalnum() or one in "._-()" else "_" for one in bare) or "file"
    size = media.size_px(upload.content)
    file = Attachment(
        id=state.ids.new(),
        filename=name,
        content_type=media.content_type(name),
        content=upload.content,
        channel_id=channel_id,
        description=description,
        spoiler=name.startswith("SPOILER_"),
        ephemeral=ephemeral,
        width_px=None if size is None else size[0],
        height_px=None if size is None else size[1],
        title=None if name == bare else bare,
    )
    state.attachments[file.id] = file
    return file


def forget(state: State, files: Iterable[Attachment]) -> None:
    """Take files off the CDN, for nothing shows them any more."""
    for file in files:
        state.attachments.pop(file.id, None)


def attach(
    state: State,
    form: Form,
    uploads: list[Upload],
    *,
    channel_id: int,
    kept: list[Attachment],
    ephemeral: bool,
) -> list[Attachment]:
    """Return a message's attachments after a request.

    `attachments` in the body describes new files by their index and names, by id, the `kept` ones
    that stay; without it all stay and every upload is added. Nothing is stored when the body has
    faults, which is raised here so that a refused message leaves no file behind.
    """
    files_by_index = {one.index: one for one in uploads}
    kept_by_id = {one.id: one for one in kept}
    described: list[tuple[Upload, str | None]] = []
    staying: list[Attachment] = [] if form.has("attachments") else list(kept)
    if form.has("attachments"):
        for one in form.each("attachments"):
            identifier = one.snowflake("id", required=True)
            description = one.text("description", most=1024)
            if identifier in kept_by_id:
                staying.append(kept_by_id[identifier])
            elif identifier in files_by_index:
                described.append((files_by_index.pop(identifier), description))
            elif identifier is not None:
                one.refuse("id", "MESSAGE_ATTACHMENT_NOT_FOUND", "Unknown attachment")
    described.extend((one, None) for one in files_by_index.values())
    if len(staying) + len(described) > state.limits.files:
        form.refuse(
            "attachments",
            "BASE_TYPE_MAX_LENGTH",
            f"Must be {state.limits.files} or fewer in length.",
        )
    form.problems.raise_if_any()
    return staying + [
        store(state, upload, channel_id, description=description, ephemeral=ephemeral)
        for upload, description in described
    ]
