-- Where reports of takes, and takes held back, are told of as well; null: in the clip's channel.
ALTER TABLE guild_settings ADD COLUMN reports_channel_id INTEGER;
