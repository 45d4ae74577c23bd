"""Hand-off: a clip as editors open it, in a ZIP; and what comes back from them.

The bot imports ``packer`` only; the rest needs OpenTimelineIO and runs in a child
(``python -m bot.handoff``): its memory is none of the bot's, and a timeline comes from anybody.
"""
