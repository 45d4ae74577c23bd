-- Ids of changes to the lyrics are never given out twice: buttons and posts name a change by its id
-- after it was taken back, too.
CREATE TABLE lyric_changes_numbered (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    clip_id   INTEGER NOT NULL REFERENCES clips (id),
    person_id INTEGER NOT NULL REFERENCES people (person_id),
    what      TEXT NOT NULL,
    lines     TEXT NOT NULL, -- JSON list of [before, after], either of them null
    unmatched TEXT NOT NULL DEFAULT '[]', -- JSON list of ids: lines that an import did not have
    at        REAL NOT NULL
) STRICT;
INSERT INTO lyric_changes_numbered (id, clip_id, person_id, what, lines, unmatched, at)
SELECT id, clip_id, person_id, what, lines, unmatched, at FROM lyric_changes;
DELETE FROM sqlite_sequence WHERE name = 'lyric_changes_numbered';
-- Those that were taken back, as far as it can still be known: what was tapped has a post.
INSERT INTO sqlite_sequence (name, seq)
SELECT 'lyric_changes_numbered', max(
    coalesce((SELECT max(id) FROM lyric_changes), 0),
    coalesce((SELECT max(CAST(subject AS INTEGER)) FROM posts WHERE kind = 'tapped'), 0)
);
DROP TABLE lyric_changes;
ALTER TABLE lyric_changes_numbered RENAME TO lyric_changes;
CREATE INDEX lyric_changes_by_clip ON lyric_changes (clip_id, id);
