"""Use cases, a verb a module; they know storage and ports, never Discord.

``gathering`` clips, ``hearing`` songs, ``writing`` lyrics, ``prompting`` words, ``painting`` rounds,
``queueing`` work, ``posting`` the outbox, ``voting`` on takes, ``assembling`` the clip.
"""
