"""What must not be lost: one SQLite file and a folder of files named by their content.

The only package that knows aiosqlite and SQL. ``database`` opens the file and hands out
transactions; each table group is a module of functions that take a transaction first and speak in
the dataclasses of ``bot.domain``. It refuses to know Discord, models and ffmpeg, and it decides
nothing: what a row means is up to the services.
"""
