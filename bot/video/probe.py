"""A glance at a clip file: its frame, rate, length and number of frames, from a child process.

Started by ``bot.video.upload_fit`` as ``python -m bot.video.probe``; nothing is decoded.
"""

from __future__ import annotations

import json
import sys

import av


def glance(path: str) -> dict[str, object]:
    """What the clip at ``path`` is; frames are counted, not believed."""
    with av.open(path, options={"protocol_whitelist": "file", "format_whitelist": "mov"}) as clip:
        video = clip.streams.video[0]
        rate = video.average_rate
        frames = sum(1 for packet in clip.demux(video) if packet.size)
        return {
            "width_px": video.width,
            "height_px": video.height,
            "rate": str(rate),
            "frames": frames,
        }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(glance(sys.argv[1])) + "\n")
