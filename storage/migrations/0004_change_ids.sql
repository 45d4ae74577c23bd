-- A button out there may name a change that was taken back: its id must never be another one's.
CREATE TABLE changes_numbered_once (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    clip_id   INTEGER NOT NULL REFERENCES clips (id),
    person_id INTEGER NOT NULL REFERENCES people (person_id),
    what      TEXT NOT NULL,
    lines     TEXT NOT NULL, -- JSON list of [before, after], either of them null
    unmatched TEXT NOT NULL DEFAULT '[]', -- JSON list of ids: lines that an import did not have
    at        REAL NOT NULL
) STRICT;
INSERT INTO changes_numbered_once (id, clip_id, person_id, what, lines, unmatched, at)
    SELECT id, clip_id, person_id, what, lines, unmatched, at FROM lyric_changes;
DROP TABLE lyric_changes;
ALTER TABLE changes_numbered_once RENAME TO lyric_changes;
CREATE INDEX lyric_changes_by_clip ON lyric_changes (clip_id, id);
-- Those taken back before this had the highest ids there were; we cannot know how high.
INSERT INTO sqlite_sequence (name, seq)
    SELECT 'lyric_changes', 0 WHERE NOT EXISTS (
        SELECT 1 FROM sqlite_sequence WHERE name = 'lyric_changes');
UPDATE sqlite_sequence SET seq = seq + 1000 WHERE name = 'lyric_changes';
