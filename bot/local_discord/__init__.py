"""A Discord on this machine, for the demo and for tests with the real client library.

    async with LocalDiscord.start(channels=["clip"]) as world:
        ana = world.person("Ana", locale="fr")
        outcome = await ana.slash("help", world.channel("clip"))

It knows nothing of the bot that talks to it and imports nothing of it. README.md says how a
client is pointed here, what is covered, and what people can do.
"""

from bot.local_discord.api import Exchange, Observer
from bot.local_discord.clock import Clock, ShiftedClock
from bot.local_discord.harm import Harm
from bot.local_discord.intents import Intent
from bot.local_discord.limits import Limits
from bot.local_discord.people import Person
from bot.local_discord.people_client import NoAnswerError, PeopleError, RefusedError
from bot.local_discord.permissions import Permission
from bot.local_discord.ratelimits import Rate, Rates
from bot.local_discord.server import BOT_PERMISSIONS, LocalDiscord
from bot.local_discord.views import MessageView, Modal, Outcome

__all__ = [
    "BOT_PERMISSIONS",
    "Clock",
    "Exchange",
    "Harm",
    "Intent",
    "Limits",
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
    "ShiftedClock",
]
