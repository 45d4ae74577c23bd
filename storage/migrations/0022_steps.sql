-- What people did besides the lyrics, the last steps of each clip, so that they can be taken back.
CREATE TABLE steps (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    clip_id   INTEGER NOT NULL REFERENCES clips (id),
    person_id INTEGER NOT NULL REFERENCES people (person_id),
    kind      TEXT NOT NULL, -- open: a CHECK could not learn a new kind without a rebuild
    change    TEXT NOT NULL, -- JSON of what the kind says
    directed  INTEGER NOT NULL CHECK (directed IN (0, 1)), -- only the director takes it back
    at        REAL NOT NULL
) STRICT;
CREATE INDEX steps_by_clip ON steps (clip_id, id);

-- Versions that were taken back: kept and listed, and the one below holds.
ALTER TABLE prompts ADD COLUMN undone_at REAL;
ALTER TABLE styles ADD COLUMN undone_at REAL;
CREATE TRIGGER board_prompt_changed AFTER UPDATE ON prompts BEGIN
    INSERT INTO stale_boards SELECT clip_id FROM lines WHERE id = NEW.line_id;
END;
