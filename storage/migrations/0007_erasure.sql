-- When its director had the clip deleted. Its posts say so first, then its rows and files go; what
-- stays is this row, emptied, so that its id is never another clip's.
ALTER TABLE clips ADD COLUMN deleted_at REAL;

-- Has a row only within a transaction that erases a clip or a person: then history may be changed.
CREATE TABLE erasing (one INTEGER PRIMARY KEY CHECK (one = 1)) STRICT;
DROP TRIGGER history_is_not_changed;
CREATE TRIGGER history_is_not_changed BEFORE UPDATE ON history
WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
DROP TRIGGER history_is_not_deleted;
CREATE TRIGGER history_is_not_deleted BEFORE DELETE ON history
WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;

-- Open votes of people who were forgotten while their reactions still stand on Discord: a count
-- leaves these out. No name and no id; gone with the ballot, or when the person votes anew.
CREATE TABLE erased_votes (
    ballot_id     INTEGER NOT NULL REFERENCES ballots (id),
    person_digest BLOB NOT NULL, -- SHA-256 of ballot and person
    PRIMARY KEY (ballot_id, person_digest)
) STRICT, WITHOUT ROWID;
