-- What people found at a moment of a render, each with the line sung there; ticked off by anyone.
CREATE TABLE notes (
    id        INTEGER PRIMARY KEY,
    clip_id   INTEGER NOT NULL REFERENCES clips (id),
    line_id   INTEGER NOT NULL REFERENCES lines (id),
    render_id INTEGER NOT NULL REFERENCES renders (id),
    person_id INTEGER NOT NULL REFERENCES people (person_id),
    at_s      REAL NOT NULL, -- in the song
    text      TEXT NOT NULL,
    made_at   REAL NOT NULL,
    done_at   REAL
) STRICT;
CREATE INDEX notes_by_clip ON notes (clip_id, done_at);
CREATE TRIGGER board_note_added AFTER INSERT ON notes BEGIN
    INSERT INTO stale_boards VALUES (NEW.clip_id);
END;
CREATE TRIGGER board_note_changed AFTER UPDATE ON notes BEGIN
    INSERT INTO stale_boards VALUES (NEW.clip_id);
END;
