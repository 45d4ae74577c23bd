-- Ids of people, guilds, channels and messages are Discord's. Times are seconds since 1970 (UTC),
-- song times seconds from the song's start. Rows hold ids, never Discord objects.

CREATE TABLE guild_settings (
    guild_id         INTEGER PRIMARY KEY,
    locale           TEXT,
    preset           TEXT,
    director_role_id INTEGER,
    person_rounds    INTEGER CHECK (person_rounds > 0), -- most that one person may have waiting
    guild_rounds     INTEGER CHECK (guild_rounds > 0)   -- most that may wait in all
) STRICT;

-- Names as last seen, for credits and posts.
CREATE TABLE people (
    person_id INTEGER PRIMARY KEY,
    name      TEXT NOT NULL,
    seen_at   REAL NOT NULL
) STRICT;

CREATE TABLE clips (
    id               INTEGER PRIMARY KEY,
    guild_id         INTEGER NOT NULL,
    channel_id       INTEGER NOT NULL,
    name             TEXT NOT NULL,
    artist           TEXT NOT NULL DEFAULT '',
    locale           TEXT NOT NULL,
    director_id      INTEGER NOT NULL REFERENCES people (person_id),
    director_role_id INTEGER,
    state            TEXT NOT NULL CHECK (state IN ('active', 'archived')),
    rules            TEXT NOT NULL, -- JSON of BallotRules
    director_first   INTEGER NOT NULL DEFAULT 0 CHECK (director_first IN (0, 1)),
    round_threads    INTEGER NOT NULL DEFAULT 0 CHECK (round_threads IN (0, 1)),
    previews         INTEGER NOT NULL DEFAULT 1 CHECK (previews IN (0, 1)), -- of running rounds
    paused           INTEGER NOT NULL DEFAULT 0 CHECK (paused IN (0, 1)), -- no painting for now
    created_at       REAL NOT NULL
) STRICT;
CREATE UNIQUE INDEX one_active_clip_a_channel ON clips (channel_id) WHERE state = 'active';
CREATE INDEX clips_by_guild ON clips (guild_id);

CREATE TABLE clip_looks (
    clip_id INTEGER PRIMARY KEY REFERENCES clips (id),
    look    TEXT NOT NULL -- JSON of ClipLook
) STRICT;

CREATE TABLE songs (
    id             INTEGER PRIMARY KEY,
    clip_id        INTEGER NOT NULL REFERENCES clips (id),
    sha256         TEXT NOT NULL,
    filename       TEXT NOT NULL,
    duration_s     REAL NOT NULL,
    sample_rate_hz INTEGER NOT NULL,
    channels       INTEGER NOT NULL,
    loudness_lufs  REAL,
    tempo_bpm      REAL,
    beats_s        TEXT NOT NULL, -- JSON list, as are the next two
    bars_s         TEXT NOT NULL,
    energy         TEXT NOT NULL, -- 0 to 1, one value for each tenth of a second
    peak_dbfs      REAL,
    added_by       INTEGER NOT NULL REFERENCES people (person_id),
    added_at       REAL NOT NULL
) STRICT;
CREATE INDEX songs_by_clip ON songs (clip_id, id); -- the last one is the clip's song

CREATE TABLE lines (
    id             INTEGER PRIMARY KEY,
    clip_id        INTEGER NOT NULL REFERENCES clips (id),
    position       INTEGER NOT NULL, -- 1, 2, 3 … among the lines that are not removed
    text           TEXT NOT NULL,
    section        TEXT,
    start_s        REAL,
    end_s          REAL,
    guessed        INTEGER NOT NULL DEFAULT 0 CHECK (guessed IN (0, 1)),
    words          TEXT NOT NULL DEFAULT '[]', -- JSON list of [text, start_s]
    shot           TEXT NOT NULL DEFAULT 'own' CHECK (shot IN ('own', 'shared', 'part', 'gap')),
    winner_take_id INTEGER REFERENCES takes (id),
    author_id      INTEGER NOT NULL REFERENCES people (person_id),
    added_at       REAL NOT NULL,
    removed_at     REAL
) STRICT;
CREATE INDEX lines_by_clip ON lines (clip_id, position) WHERE removed_at IS NULL;

-- What people did to the lyrics, the last ones of each clip, so that they can be undone.
CREATE TABLE lyric_changes (
    id        INTEGER PRIMARY KEY,
    clip_id   INTEGER NOT NULL REFERENCES clips (id),
    person_id INTEGER NOT NULL REFERENCES people (person_id),
    what      TEXT NOT NULL,
    lines     TEXT NOT NULL, -- JSON list of [before, after], either of them null
    unmatched TEXT NOT NULL DEFAULT '[]', -- JSON list of ids: lines that an import did not have
    at        REAL NOT NULL
) STRICT;
CREATE INDEX lyric_changes_by_clip ON lyric_changes (clip_id, id);

CREATE TABLE shot_looks (
    line_id INTEGER PRIMARY KEY REFERENCES lines (id),
    look    TEXT NOT NULL -- JSON of ShotLook
) STRICT;

CREATE TABLE prompts (
    id         INTEGER PRIMARY KEY,
    line_id    INTEGER NOT NULL REFERENCES lines (id),
    version    INTEGER NOT NULL,
    text       TEXT NOT NULL,
    author_id  INTEGER NOT NULL REFERENCES people (person_id),
    written_at REAL NOT NULL,
    UNIQUE (line_id, version)
) STRICT;

CREATE TABLE styles (
    id         INTEGER PRIMARY KEY,
    clip_id    INTEGER NOT NULL REFERENCES clips (id),
    version    INTEGER NOT NULL,
    words      TEXT NOT NULL,
    negative   TEXT NOT NULL,
    preset     TEXT NOT NULL,
    steps      INTEGER,
    guidance   REAL,
    width_px   INTEGER,
    height_px  INTEGER,
    author_id  INTEGER NOT NULL REFERENCES people (person_id),
    written_at REAL NOT NULL,
    UNIQUE (clip_id, version)
) STRICT;

CREATE TABLE cast_members (
    id          INTEGER PRIMARY KEY,
    clip_id     INTEGER NOT NULL REFERENCES clips (id),
    name        TEXT NOT NULL,
    name_folded TEXT NOT NULL, -- SQLite's NOCASE knows ASCII only; É and é are one name too
    description TEXT NOT NULL,
    author_id   INTEGER NOT NULL REFERENCES people (person_id),
    UNIQUE (clip_id, name_folded)
) STRICT;

CREATE TABLE rounds (
    id             INTEGER PRIMARY KEY,
    clip_id        INTEGER NOT NULL REFERENCES clips (id),
    line_id        INTEGER NOT NULL REFERENCES lines (id),
    number         INTEGER NOT NULL,
    prompt_id      INTEGER NOT NULL REFERENCES prompts (id),
    style_id       INTEGER NOT NULL REFERENCES styles (id),
    state          TEXT NOT NULL
        CHECK (state IN ('waiting', 'painting', 'painted', 'failed', 'cancelled')),
    takes_wanted   INTEGER NOT NULL CHECK (takes_wanted BETWEEN 1 AND 10),
    seed           INTEGER NOT NULL,
    requested_by   INTEGER NOT NULL REFERENCES people (person_id),
    requested_at   REAL NOT NULL,
    parent_take_id INTEGER REFERENCES takes (id),
    strength       REAL,
    UNIQUE (line_id, number)
) STRICT;
CREATE INDEX rounds_by_clip ON rounds (clip_id, state);

CREATE TABLE takes (
    id             INTEGER PRIMARY KEY,
    round_id       INTEGER NOT NULL REFERENCES rounds (id),
    number         INTEGER NOT NULL,
    seed           INTEGER NOT NULL,
    sha256         TEXT NOT NULL,
    width_px       INTEGER NOT NULL,
    height_px      INTEGER NOT NULL,
    prompt         TEXT NOT NULL, -- as composed for the painter
    negative       TEXT NOT NULL,
    preset         TEXT NOT NULL,
    steps          INTEGER NOT NULL,
    guidance       REAL NOT NULL,
    unknown_words  TEXT NOT NULL DEFAULT '[]', -- JSON list
    parent_take_id INTEGER REFERENCES takes (id),
    strength       REAL,
    cut            TEXT, -- the end of the prompt that the model had no room for
    withheld       INTEGER NOT NULL DEFAULT 0 CHECK (withheld IN (0, 1)), -- by a safety checker
    painted_at     REAL NOT NULL,
    UNIQUE (round_id, number)
) STRICT;

CREATE TABLE ballots (
    id             INTEGER PRIMARY KEY,
    round_id       INTEGER NOT NULL REFERENCES rounds (id),
    state          TEXT NOT NULL CHECK (state IN ('open', 'decided', 'tied', 'closed')),
    rules          TEXT NOT NULL, -- JSON of BallotRules, as they were when it opened
    choices        TEXT NOT NULL, -- JSON list of take numbers
    opened_at      REAL NOT NULL,
    closes_at      REAL,
    closed_at      REAL,
    winner_take_id INTEGER REFERENCES takes (id),
    run_off_of     INTEGER REFERENCES ballots (id),
    decision       TEXT -- JSON: verdict, leaders, tally, voters
) STRICT;
CREATE UNIQUE INDEX one_open_ballot_a_round ON ballots (round_id) WHERE state = 'open';
CREATE INDEX ballots_by_round ON ballots (round_id, id);
CREATE INDEX ballots_by_deadline ON ballots (closes_at) WHERE state = 'open';

CREATE TABLE votes (
    ballot_id INTEGER NOT NULL REFERENCES ballots (id),
    person_id INTEGER NOT NULL,
    choice    INTEGER NOT NULL, -- 0 is "none of these"
    placed_at REAL NOT NULL,
    carried   INTEGER NOT NULL DEFAULT 0 CHECK (carried IN (0, 1)), -- its message was deleted
    PRIMARY KEY (ballot_id, person_id, choice)
) STRICT, WITHOUT ROWID;

CREATE TABLE jobs (
    id            INTEGER PRIMARY KEY,
    kind          TEXT NOT NULL, -- open: a CHECK could not learn a new kind without a rebuild
    clip_id       INTEGER NOT NULL REFERENCES clips (id),
    subject_id    INTEGER NOT NULL,
    batch         TEXT NOT NULL,
    requested_by  INTEGER NOT NULL REFERENCES people (person_id),
    state         TEXT NOT NULL
        CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    attempts      INTEGER NOT NULL DEFAULT 0,
    size          INTEGER NOT NULL,
    queued_at     REAL NOT NULL,
    started_at    REAL,
    finished_at   REAL,
    lease_until   REAL,
    worker        TEXT,
    cancel_wanted INTEGER NOT NULL DEFAULT 0 CHECK (cancel_wanted IN (0, 1)),
    error         TEXT, -- JSON list: the sentence's key and its values
    UNIQUE (kind, subject_id)
) STRICT;
CREATE INDEX jobs_waiting ON jobs (kind, state, queued_at);
CREATE INDEX jobs_served ON jobs (kind, requested_by, clip_id, started_at);
CREATE INDEX jobs_by_batch ON jobs (batch);
CREATE INDEX jobs_unfinished_by_clip ON jobs (clip_id) WHERE state IN ('queued', 'running');

CREATE TABLE posts (
    id         INTEGER PRIMARY KEY,
    clip_id    INTEGER NOT NULL REFERENCES clips (id),
    channel_id INTEGER NOT NULL,
    kind       TEXT NOT NULL,
    subject    TEXT NOT NULL,
    nonce      TEXT NOT NULL UNIQUE,
    state      TEXT NOT NULL CHECK (state IN ('pending', 'sent', 'done', 'failed')),
    message_id INTEGER UNIQUE,
    attempts   INTEGER NOT NULL DEFAULT 0,
    faults     INTEGER NOT NULL DEFAULT 0, -- attempts that failed by the post itself
    version    INTEGER NOT NULL DEFAULT 0, -- counts up with every wish to show it anew
    not_before REAL NOT NULL DEFAULT 0,
    created_at REAL NOT NULL,
    UNIQUE (kind, subject)
) STRICT;
CREATE INDEX posts_to_send ON posts (state, not_before);

-- What a post shows instead of pictures that are too large for its channel.
CREATE TABLE small_copies (
    post_id INTEGER NOT NULL REFERENCES posts (id),
    take_id INTEGER NOT NULL REFERENCES takes (id),
    sha256  TEXT NOT NULL,
    PRIMARY KEY (post_id, take_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE renders (
    id            INTEGER PRIMARY KEY,
    clip_id       INTEGER NOT NULL REFERENCES clips (id),
    kind          TEXT NOT NULL CHECK (kind IN ('preview', 'final')),
    options       TEXT NOT NULL, -- JSON of RenderOptions
    requested_by  INTEGER NOT NULL REFERENCES people (person_id),
    requested_at  REAL NOT NULL,
    sha256        TEXT,
    posted_sha256 TEXT,
    frames        INTEGER,
    rate          TEXT, -- frames a second as a fraction, such as 24000/1001
    width_px      INTEGER,
    height_px     INTEGER,
    cards         TEXT NOT NULL DEFAULT '[]', -- JSON list of line numbers shown as cards
    broken        TEXT NOT NULL DEFAULT '[]', -- as cards because the picture's file is damaged
    unseen        TEXT NOT NULL DEFAULT '[]', -- and of lines that got no frame at all
    spread        INTEGER NOT NULL DEFAULT 0 CHECK (spread IN (0, 1)),
    refits        INTEGER NOT NULL DEFAULT 0 -- how often Discord found the posted file too large
) STRICT;

CREATE INDEX renders_by_clip ON renders (clip_id, id);

-- One-time links to the tap page.
CREATE TABLE taps (
    id            INTEGER PRIMARY KEY,
    clip_id       INTEGER NOT NULL REFERENCES clips (id),
    song_id       INTEGER NOT NULL REFERENCES songs (id),
    person_id     INTEGER NOT NULL REFERENCES people (person_id),
    locale        TEXT NOT NULL, -- the person's own
    secret_sha256 BLOB NOT NULL,
    made_at       REAL NOT NULL,
    used_at       REAL
) STRICT;

-- Measured painting speed, for honest answers about the time left.
CREATE TABLE speeds (
    preset          TEXT NOT NULL,
    width_px        INTEGER NOT NULL,
    height_px       INTEGER NOT NULL,
    steps           INTEGER NOT NULL,
    seconds_a_take  REAL NOT NULL,
    measurements    INTEGER NOT NULL,
    PRIMARY KEY (preset, width_px, height_px, steps)
) STRICT, WITHOUT ROWID;

-- Who did what and when; rows are only ever added.
CREATE TABLE history (
    id        INTEGER PRIMARY KEY,
    clip_id   INTEGER NOT NULL REFERENCES clips (id),
    person_id INTEGER, -- NULL: the software by itself, such as a deadline
    what      TEXT NOT NULL,
    subject   TEXT NOT NULL DEFAULT '',
    details   TEXT NOT NULL DEFAULT '{}', -- JSON
    at        REAL NOT NULL
) STRICT;
CREATE INDEX history_by_clip ON history (clip_id, id);
CREATE TRIGGER history_is_not_changed BEFORE UPDATE ON history
BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
-- REPLACE deletes the row before it without firing the trigger below.
CREATE TRIGGER history_is_not_replaced BEFORE INSERT ON history
WHEN NEW.id IN (SELECT id FROM history)
BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
CREATE TRIGGER history_is_not_deleted BEFORE DELETE ON history
BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
