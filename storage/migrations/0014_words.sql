-- What a server refuses in prompts, and whose style is not to be imitated there: JSON lists. Artists
-- is off, warn or refuse.
ALTER TABLE guild_settings ADD COLUMN refused_words TEXT NOT NULL DEFAULT '[]';
ALTER TABLE guild_settings ADD COLUMN opt_outs TEXT NOT NULL DEFAULT '[]';
ALTER TABLE guild_settings ADD COLUMN artists TEXT;
