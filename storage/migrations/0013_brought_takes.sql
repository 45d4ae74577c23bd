-- Takes that people bring, and takes that move: their picture is the film's first frame. The film
-- that is shown is a smaller copy, for posts; the rate is frames a second, such as 30000/1001.
ALTER TABLE takes ADD COLUMN brought_by INTEGER REFERENCES people (person_id);
ALTER TABLE takes ADD COLUMN film_sha256 TEXT;
ALTER TABLE takes ADD COLUMN film_shown_sha256 TEXT;
ALTER TABLE takes ADD COLUMN film_frames INTEGER;
ALTER TABLE takes ADD COLUMN film_rate TEXT;
