-- Whether whoever asked for a batch is mentioned when it is done.
ALTER TABLE clips ADD COLUMN calls INTEGER NOT NULL DEFAULT 1 CHECK (calls IN (0, 1));

-- When somebody was last reminded of the votes they owe.
CREATE TABLE reminders (
    clip_id   INTEGER NOT NULL REFERENCES clips (id),
    person_id INTEGER NOT NULL, -- perhaps never seen acting: named in the rules alone
    at        REAL NOT NULL,
    PRIMARY KEY (clip_id, person_id)
) STRICT, WITHOUT ROWID;
