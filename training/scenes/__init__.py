"""Scenes: what the sketch model was taught from.

A `Scene` says what is to be seen; `drawing` turns it into a poster-like picture and `captions`
into words in English and French. Nothing here knows about models.
"""
