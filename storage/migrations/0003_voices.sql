-- Who sings a line, where its file said so: "F", "Ana", "bg" for what is sung behind another.
ALTER TABLE lines ADD COLUMN voice TEXT;
