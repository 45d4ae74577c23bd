-- Since when a clip has no channel, for somebody deleted it: archived until it is brought elsewhere.
ALTER TABLE clips ADD COLUMN adrift_at REAL;
