"""Painting: the only code that knows torch and diffusers, kept in a process of its own.

``painter`` is the bot's side and imports neither; ``host`` and what it uses run in the painter
process, which may die without taking the bot along.
"""
