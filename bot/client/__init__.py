"""The Discord side that is not a command: the client, its gallery, and words for people.

The only code beside the cogs that knows discord.py. It knows ports and views, no rows.
"""
