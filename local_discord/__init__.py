"""A Discord on this machine, for the demo and for tests with the real client library.

    async with LocalDiscord.start(channels=["clip"]) as world:
        ana = world.person("Ana", locale="fr")
        outcome = await ana.slash("help", world.channel("clip"))

It knows nothing of the bot that talks to it and imports nothing of it. README.md says how a
client is pointed here, what is covered, and what people can do.
"""

from local_discord.gateway.intents import Intent
from local_discord.http.api import Exchange, Observer
from local_discord.http.harm import Harm
from local_discord.http.ratelimits import Rate, Rates
from local_discord.model.clock import Clock, ShiftedClock
from local_discord.model.limits import ServerLimits
from local_discord.model.model import ChannelKind
from local_discord.model.permissions import Permission
from local_discord.people.client import NoAnswerError, PeopleError, RefusedError
from local_discord.people.people import Person
from local_discord.people.views import MessageView, Modal, Outcome
from local_discord.server import BOT_PERMISSIONS, LocalDiscord

__all__ = [
    "BOT_PERMISSIONS",
    "ChannelKind",
    "Clock",
    "Exchange",
    "Harm",
    "Intent",
    "LocalDiscord",
    "MessageView",
    "Modal",
    "NoAnswerError",
    "Observer",
    "Outcome",
    "PeopleError",
    "Permission",
    "Person",
    "Rate",
    "Rates",
    "RefusedError",
    "ServerLimits",
    "ShiftedClock",
]
