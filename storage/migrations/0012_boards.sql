-- Where a clip's board stands: since when its message is there, and whether it was pinned, or could
-- not be. Its post has the kind "board" and the clip's id as its subject.
CREATE TABLE boards (
    clip_id    INTEGER PRIMARY KEY REFERENCES clips (id),
    message_id INTEGER NOT NULL,
    posted_at  REAL NOT NULL,
    pinned     INTEGER NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1))
) STRICT;

-- A board shows what stands in other tables, so each change there wants it shown anew, whoever makes
-- it. A post keeps its not_before: that is how edits are paced.
CREATE VIEW stale_boards AS SELECT NULL AS clip_id WHERE 0;
CREATE TRIGGER stale_boards_are_shown_anew INSTEAD OF INSERT ON stale_boards BEGIN
    UPDATE posts SET version = version + 1,
        state = iif((state = 'done' OR state = 'failed' AND faults > 0) AND message_id IS NOT NULL,
            'sent', state)
    WHERE kind = 'board' AND subject = CAST(NEW.clip_id AS TEXT);
END;

CREATE TRIGGER board_line_added AFTER INSERT ON lines BEGIN
    INSERT INTO stale_boards VALUES (NEW.clip_id);
END;
CREATE TRIGGER board_line_changed AFTER UPDATE ON lines BEGIN
    INSERT INTO stale_boards VALUES (NEW.clip_id);
END;
CREATE TRIGGER board_prompt_added AFTER INSERT ON prompts BEGIN
    INSERT INTO stale_boards SELECT clip_id FROM lines WHERE id = NEW.line_id;
END;
CREATE TRIGGER board_prompt_gone AFTER DELETE ON prompts BEGIN
    INSERT INTO stale_boards SELECT clip_id FROM lines WHERE id = OLD.line_id;
END;
CREATE TRIGGER board_round_added AFTER INSERT ON rounds BEGIN
    INSERT INTO stale_boards VALUES (NEW.clip_id);
END;
CREATE TRIGGER board_round_changed AFTER UPDATE OF state ON rounds BEGIN
    INSERT INTO stale_boards VALUES (NEW.clip_id);
END;
CREATE TRIGGER board_ballot_added AFTER INSERT ON ballots BEGIN
    INSERT INTO stale_boards SELECT clip_id FROM rounds WHERE id = NEW.round_id;
END;
CREATE TRIGGER board_ballot_changed AFTER UPDATE ON ballots BEGIN
    INSERT INTO stale_boards SELECT clip_id FROM rounds WHERE id = NEW.round_id;
END;
CREATE TRIGGER board_vote_added AFTER INSERT ON votes BEGIN
    INSERT INTO stale_boards SELECT clip_id FROM rounds
        JOIN ballots ON ballots.round_id = rounds.id WHERE ballots.id = NEW.ballot_id;
END;
CREATE TRIGGER board_vote_gone AFTER DELETE ON votes BEGIN
    INSERT INTO stale_boards SELECT clip_id FROM rounds
        JOIN ballots ON ballots.round_id = rounds.id WHERE ballots.id = OLD.ballot_id;
END;
CREATE TRIGGER board_song_added AFTER INSERT ON songs BEGIN
    INSERT INTO stale_boards VALUES (NEW.clip_id);
END;
CREATE TRIGGER board_song_gone AFTER DELETE ON songs BEGIN
    INSERT INTO stale_boards VALUES (OLD.clip_id);
END;
CREATE TRIGGER board_clip_changed AFTER UPDATE OF name, locale, state, channel_id, rules ON clips
BEGIN
    INSERT INTO stale_boards VALUES (NEW.id);
END;
CREATE TRIGGER board_author_renamed AFTER UPDATE OF name ON people WHEN OLD.name IS NOT NEW.name
BEGIN
    INSERT INTO stale_boards SELECT DISTINCT lines.clip_id FROM prompts
        JOIN lines ON lines.id = prompts.line_id WHERE prompts.author_id = NEW.person_id;
END;
