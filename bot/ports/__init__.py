"""What is slow or foreign, as the services see it: Protocols, a subject a module.

Real implementations live in ``bot.imaging``, ``bot.video``, ``bot.song``, ``bot.marks`` and
``bot.client``; fakes with the same names in ``tests.fakes``.
"""
