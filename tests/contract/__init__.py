"""Discord's official HTTP description as a contract for the bot and for the local Discord."""
