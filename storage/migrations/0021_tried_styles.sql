-- Rounds that paint one picture in several styles, a take a style: the vote is on the clip's style.
ALTER TABLE rounds ADD COLUMN trial INTEGER NOT NULL DEFAULT 0 CHECK (trial IN (0, 1));
CREATE TABLE tried_styles (
    round_id INTEGER NOT NULL REFERENCES rounds (id),
    number   INTEGER NOT NULL, -- the take's
    settings TEXT NOT NULL, -- JSON of StyleSettings
    PRIMARY KEY (round_id, number)
) STRICT, WITHOUT ROWID;
