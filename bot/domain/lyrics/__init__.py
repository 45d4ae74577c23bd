"""Lyrics before they are stored: read from any kind of file, timed, compared and written again.

    decoding    bytes -> text, whatever program saved them
    cleaning    one line's text without what cannot be shown, and the limits
    kinds       which kind of file a text is, by its content
    plain, lrc  the two kinds that need no foreign parser
    writing     lines -> LRC, SRT, VTT, ASS or text
    syllables   how long a line takes to sing, roughly
    spreading   places for lines that nobody has timed
    retiming    "+0.2", "-1 beat", shifting, snapping to beats
    checking    lines that overlap, run past the song or flash by
    merging     new lyrics laid over old ones without losing pictures
    arranging   the order of lines and of the shots between them
    changing    a change as data, so that it can be taken back

Everything here is pure and works on ``NewLine`` and ``Line``; subtitle files are read by
``bot.lyrics``, which knows foreign parsers.
"""
