-- Takes that an automatic look at pictures held back: held, then shown or dropped by the director.
-- What is seen of them meanwhile is a blurred copy.
ALTER TABLE takes ADD COLUMN held TEXT CHECK (held IN ('held', 'shown', 'dropped'));
ALTER TABLE takes ADD COLUMN blurred_sha256 TEXT;
-- From which certainty on (0 to 1) a server's pictures are held; above 1: none is. Null: the usual.
ALTER TABLE guild_settings ADD COLUMN held_from REAL;
