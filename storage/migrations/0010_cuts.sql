-- By how many seconds the cut to a line's shot comes after the line itself (before: below zero), as
-- somebody has cut it, in an editor for example. It moves along with the line.
ALTER TABLE lines ADD COLUMN cut_by_s REAL NOT NULL DEFAULT 0;

-- A timeline that came back from an editor, shown to the director and not applied yet.
CREATE TABLE returned_edits (
    id        INTEGER PRIMARY KEY,
    clip_id   INTEGER NOT NULL REFERENCES clips (id),
    person_id INTEGER NOT NULL REFERENCES people (person_id),
    cuts      TEXT NOT NULL, -- JSON list of [line's id, second at which its shot begins]
    at        REAL NOT NULL
) STRICT;
CREATE INDEX returned_edits_by_clip ON returned_edits (clip_id, id);
