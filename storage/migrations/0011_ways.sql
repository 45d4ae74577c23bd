-- A ballot that closes soon because all have voted: the deadline it has again when one takes theirs back.
ALTER TABLE ballots ADD COLUMN hastened INTEGER NOT NULL DEFAULT 0 CHECK (hastened IN (0, 1));
ALTER TABLE ballots ADD COLUMN usual_closes_at REAL;

-- How a vote was placed: 1 normally, 2 as a super reaction, 3 both; it stands until both are gone.
ALTER TABLE votes ADD COLUMN ways INTEGER NOT NULL DEFAULT 1 CHECK (ways BETWEEN 1 AND 3);
