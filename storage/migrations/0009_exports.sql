-- A clip handed over to an editor: wished for first, finished when its files are kept.
CREATE TABLE exports (
    id           INTEGER PRIMARY KEY,
    clip_id      INTEGER NOT NULL REFERENCES clips (id),
    requested_by INTEGER NOT NULL REFERENCES people (person_id),
    requested_at REAL NOT NULL,
    rejected     INTEGER NOT NULL CHECK (rejected IN (0, 1)), -- whether takes not chosen go along
    shots        INTEGER,
    posted       INTEGER NOT NULL DEFAULT 1 CHECK (posted IN (0, 1)) -- 0: too large for the channel
) STRICT;
CREATE INDEX exports_by_clip ON exports (clip_id, id);

CREATE TABLE export_parts (
    export_id  INTEGER NOT NULL REFERENCES exports (id),
    number     INTEGER NOT NULL,
    name       TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    sha256     TEXT NOT NULL,
    PRIMARY KEY (export_id, number)
) STRICT, WITHOUT ROWID;
