"""The only code that knows ffmpeg: timeline -> graph (pure) -> encoder, and the ear for songs.

Frames are painted and people's files are decoded in child processes; what the bot process imports
from here is small and starts fast.
"""
