-- A draft is a prompt that nobody wrote for painting: the lyric, painted as it stands.
ALTER TABLE prompts ADD COLUMN draft INTEGER NOT NULL DEFAULT 0 CHECK (draft IN (0, 1));
