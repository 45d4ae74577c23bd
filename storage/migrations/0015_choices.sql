-- The clip's choices on what leaves the house: how its people are named (full, initials or none), and
-- whether others may train on it (null: it does not say).
ALTER TABLE clips ADD COLUMN names TEXT NOT NULL DEFAULT 'full';
ALTER TABLE clips ADD COLUMN mining INTEGER CHECK (mining IN (0, 1));
