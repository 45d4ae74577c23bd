"""Lyrics before they are stored: what readers hand over, timed, compared and written again.

    imported    what a reader of files hands over
    cleaning    one line's text without what cannot be shown, and the limits
    writing     lines -> LRC, SRT, VTT, ASS or text
    syllables   how long a line takes to sing, roughly
    spreading   places for lines that nobody has timed
    retiming    "+0.2", "-1 beat", shifting, snapping to beats
    checking    lines that overlap, run past the song or flash by
    merging     new lyrics laid over old ones without losing pictures
    arranging   the order of lines and of the shots between them
    changing    a change as data, so that it can be taken back

Everything here is pure and works on ``NewLine`` and ``Line``; files are read by ``bot.lyrics``.
"""
