"""Use cases, a subject a room; they know storage and ports, never Discord.

``posts`` stands on top, then ``votes``, then ``rounds`` and ``cut``, then ``marks``, then
``clips``, ``lyrics``, ``prompts`` and ``song``, then ``jobs``; all share the ``ground``.
"""
