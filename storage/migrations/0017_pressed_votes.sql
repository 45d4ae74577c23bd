-- A vote may also be placed by a button (ways 4): it stands beside reactions, and no count of
-- reactions takes it away.
CREATE TABLE votes_anew (
    ballot_id INTEGER NOT NULL REFERENCES ballots (id),
    person_id INTEGER NOT NULL,
    choice    INTEGER NOT NULL, -- 0 is "none of these"
    placed_at REAL NOT NULL,
    carried   INTEGER NOT NULL DEFAULT 0 CHECK (carried IN (0, 1)), -- its message was deleted
    ways      INTEGER NOT NULL DEFAULT 1 CHECK (ways BETWEEN 1 AND 7), -- 1 reaction, 2 super, 4 button
    PRIMARY KEY (ballot_id, person_id, choice)
) STRICT, WITHOUT ROWID;
INSERT INTO votes_anew (ballot_id, person_id, choice, placed_at, carried, ways)
SELECT ballot_id, person_id, choice, placed_at, carried, ways FROM votes;
DROP TABLE votes;
ALTER TABLE votes_anew RENAME TO votes;
-- They went with the table (see 0012).
CREATE TRIGGER board_vote_added AFTER INSERT ON votes BEGIN
    INSERT INTO stale_boards SELECT clip_id FROM rounds
        JOIN ballots ON ballots.round_id = rounds.id WHERE ballots.id = NEW.ballot_id;
END;
CREATE TRIGGER board_vote_changed AFTER UPDATE ON votes BEGIN
    INSERT INTO stale_boards SELECT clip_id FROM rounds
        JOIN ballots ON ballots.round_id = rounds.id WHERE ballots.id = NEW.ballot_id;
END;
CREATE TRIGGER board_vote_gone AFTER DELETE ON votes BEGIN
    INSERT INTO stale_boards SELECT clip_id FROM rounds
        JOIN ballots ON ballots.round_id = rounds.id WHERE ballots.id = OLD.ballot_id;
END;
