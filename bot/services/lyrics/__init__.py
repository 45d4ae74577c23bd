"""The lyrics of a clip: their text, their times, their shots, and every change undone again."""
