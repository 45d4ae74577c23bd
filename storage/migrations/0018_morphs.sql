-- Films that lead from one winner to the next one's, painted once for the two; frames at the length
-- of the passage. Renders that could not have one show a crossfade, and name the line it leads into.
CREATE TABLE morphs (
    from_take_id INTEGER NOT NULL REFERENCES takes (id),
    to_take_id   INTEGER NOT NULL REFERENCES takes (id),
    sha256       TEXT NOT NULL,
    frames       INTEGER NOT NULL,
    painted_at   REAL NOT NULL,
    PRIMARY KEY (from_take_id, to_take_id)
) STRICT, WITHOUT ROWID;
ALTER TABLE renders ADD COLUMN faded TEXT NOT NULL DEFAULT '[]';
