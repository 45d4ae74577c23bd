-- Rounds of films: in words how they move (never NULL of such a round), by which preset, for how many
-- frames, and the take on whose picture they end.
ALTER TABLE rounds ADD COLUMN motion TEXT;
ALTER TABLE rounds ADD COLUMN film_preset TEXT;
ALTER TABLE rounds ADD COLUMN film_frames INTEGER;
ALTER TABLE rounds ADD COLUMN last_take_id INTEGER REFERENCES takes (id);

-- How fast films are painted depends on how long they are; 1 is a picture.
CREATE TABLE speeds_by_length (
    preset          TEXT NOT NULL,
    width_px        INTEGER NOT NULL,
    height_px       INTEGER NOT NULL,
    steps           INTEGER NOT NULL,
    frames          INTEGER NOT NULL,
    seconds_a_take  REAL NOT NULL,
    measurements    INTEGER NOT NULL,
    PRIMARY KEY (preset, width_px, height_px, steps, frames)
) STRICT, WITHOUT ROWID;
INSERT INTO speeds_by_length
    SELECT preset, width_px, height_px, steps, 1, seconds_a_take, measurements FROM speeds;
DROP TABLE speeds;
ALTER TABLE speeds_by_length RENAME TO speeds;
