"""HTTP routes with which a bot answers interactions: the callback, then the token's webhook."""

from http import HTTPStatus

from local_discord.http.calls import NO_CONTENT, Answer, Call, Route
from local_discord.http.errors import unknown
from local_discord.interactions import interactions
from local_discord.model.model import Message
from local_discord.wire import render_messages

_WEBHOOK = "/webhooks/{webhook_id}/{webhook_token}"
_ORIGINAL = _WEBHOOK + "/messages/@original"
_MESSAGE = _WEBHOOK + "/messages/{message_id}"


def _callback(call: Call) -> Answer:
    shown = interactions.answer(
        call.state,
        call.id("interaction_id"),
        call.path["interaction_token"],
        call.object(),
        call.files,
    )
    return (HTTPStatus.OK, shown) if call.switch("with_response") else NO_CONTENT


def _token(call: Call) -> str:
    if call.id("webhook_id") != call.state.application.id:
        raise unknown("Webhook")
    return call.path["webhook_token"]


def _shown(call: Call, message: Message) -> Answer:
    return HTTPStatus.OK, render_messages.message(call.state, message, call.state.bot.id)


def _message(call: Call) -> Message:
    message_id = call.id("message_id") if "message_id" in call.path else None
    return interactions.get(call.state, _token(call), message_id)


def _follow_up(call: Call) -> Answer:
    posted = interactions.follow_up(call.state, _token(call), call.object(), call.files)
    return _shown(call, posted)


def _get(call: Call) -> Answer:
    return _shown(call, _message(call))


def _edit(call: Call) -> Answer:
    edited = interactions.edit(call.state, _token(call), _message(call), call.object(), call.files)
    return _shown(call, edited)


def _delete(call: Call) -> Answer:
    interactions.delete(call.state, _token(call), _message(call))
    return NO_CONTENT


_PLACE = ("interaction_id",)

ROUTES = [
    Route(
        "POST",
        "/interactions/{interaction_id}/{interaction_token}/callback",
        _callback,
        "callback",
        by_token=True,
        place=_PLACE,
    ),
    Route("POST", _WEBHOOK, _follow_up, "webhook", by_token=True),
    *(
        Route(method, path, handler, "webhook", by_token=True)
        for path in (_ORIGINAL, _MESSAGE)
        for method, handler in (("GET", _get), ("PATCH", _edit), ("DELETE", _delete))
    ),
]
