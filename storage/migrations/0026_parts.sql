-- Rounds that paint a part of a take again, and the one-time links to the page where one is drawn.
CREATE TABLE parts (
    round_id    INTEGER PRIMARY KEY REFERENCES rounds (id),
    area        TEXT NOT NULL, -- words, drawn, or the name of an area
    filling     TEXT NOT NULL, -- what it is painted from
    words       TEXT NOT NULL, -- what is looked for in the picture
    mask_width  INTEGER,
    mask_height INTEGER,
    mask        BLOB -- rows of bits; NULL until it was found
) STRICT;
CREATE TABLE part_links (
    id            INTEGER PRIMARY KEY,
    clip_id       INTEGER NOT NULL REFERENCES clips (id),
    take_id       INTEGER NOT NULL REFERENCES takes (id),
    person_id     INTEGER NOT NULL REFERENCES people (person_id),
    locale        TEXT NOT NULL, -- the person's own
    filling       TEXT NOT NULL,
    strength      REAL NOT NULL,
    takes_wanted  INTEGER NOT NULL,
    secret_sha256 BLOB NOT NULL,
    made_at       REAL NOT NULL,
    used_at       REAL
) STRICT;
