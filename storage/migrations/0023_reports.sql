-- Where reports of takes, and takes held back, are told of as well; null: in the clip's channel.
ALTER TABLE guild_settings ADD COLUMN reports_channel_id INTEGER;
-- A take that is shown or dropped may be what stands for its line.
CREATE TRIGGER board_take_held AFTER UPDATE OF held ON takes BEGIN
    INSERT INTO stale_boards SELECT clip_id FROM rounds WHERE id = NEW.round_id;
END;
