-- Letters of a render's captions that no face could draw: JSON list of line number and letters.
ALTER TABLE renders ADD COLUMN undrawn TEXT NOT NULL DEFAULT '[]';
