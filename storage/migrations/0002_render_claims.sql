-- What a render says of itself when it leaves the house, as it was made: winners change afterwards.
CREATE TABLE render_claims (
    render_id INTEGER PRIMARY KEY REFERENCES renders (id),
    claim     TEXT NOT NULL -- JSON of Claim
) STRICT;
