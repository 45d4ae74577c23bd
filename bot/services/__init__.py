"""Use cases, a verb a module; they know storage and ports, never Discord.

``gathering`` clips, ``hearing`` songs, ``writing`` lyrics, ``prompting`` words, ``painting`` and
``taking`` rounds, ``queueing`` and ``working`` through jobs, ``posting`` and ``showing`` posts,
``voting`` and ``deciding`` on takes, ``assembling`` the clip.
"""
