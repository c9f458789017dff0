CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE transcripts (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    date TEXT,
    source TEXT NOT NULL,
    format TEXT NOT NULL,
    media_url TEXT,
    link_template TEXT,
    offset_ms INTEGER,
    content_hash BLOB NOT NULL,
    generation INTEGER NOT NULL,
    digest BLOB,
    first_passage INTEGER,
    last_passage INTEGER,
    language TEXT,
    language_source TEXT,
    findable INTEGER,
    checksum INTEGER
) STRICT;
CREATE TABLE turns (
    transcript INTEGER NOT NULL REFERENCES transcripts (key) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    speaker TEXT,
    start_ms INTEGER,
    end_ms INTEGER,
    text TEXT NOT NULL,
    cues BLOB NOT NULL,
    language TEXT,
    checksum INTEGER,
    PRIMARY KEY (transcript, ordinal)
) STRICT, WITHOUT ROWID;
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    transcript INTEGER NOT NULL REFERENCES transcripts (key) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    turn INTEGER NOT NULL,
    text_start INTEGER NOT NULL,
    text_end INTEGER NOT NULL,
    start_ms INTEGER,
    end_ms INTEGER,
    estimated_times INTEGER NOT NULL,
    words INTEGER NOT NULL,
    asks INTEGER NOT NULL,
    counts INTEGER NOT NULL,
    dates INTEGER NOT NULL,
    doubts INTEGER NOT NULL,
    embedding BLOB,
    token_ids BLOB,
    token_signs BLOB,
    checksum INTEGER,
    UNIQUE (transcript, ordinal)
) STRICT;
CREATE TABLE people (transcript TEXT NOT NULL, name TEXT NOT NULL, role TEXT) STRICT;
CREATE INDEX people_of ON people (transcript);
CREATE TABLE chapters (
    transcript INTEGER NOT NULL REFERENCES transcripts (key) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    start_ms INTEGER NOT NULL,
    title TEXT NOT NULL,
    PRIMARY KEY (transcript, ordinal)
) STRICT, WITHOUT ROWID;
CREATE TABLE feeds (
    key INTEGER PRIMARY KEY,
    url TEXT NOT NULL UNIQUE,
    found_at TEXT NOT NULL,
    etag TEXT,
    last_modified TEXT,
    checked_at TEXT NOT NULL,
    bytes BLOB NOT NULL
) STRICT;
CREATE TABLE feed_items (
    feed INTEGER NOT NULL REFERENCES feeds (key) ON DELETE CASCADE,
    guid TEXT NOT NULL,
    transcript INTEGER NOT NULL REFERENCES transcripts (key) ON DELETE CASCADE,
    transcript_url TEXT NOT NULL,
    etag TEXT,
    last_modified TEXT,
    fingerprint BLOB NOT NULL,
    PRIMARY KEY (feed, guid)
) STRICT, WITHOUT ROWID;
CREATE INDEX feed_items_of ON feed_items (transcript);
CREATE TABLE name_changes (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    action TEXT NOT NULL,
    transcript TEXT,
    label TEXT,
    name TEXT,
    undone INTEGER,
    reason TEXT,
    checksum INTEGER
) STRICT;
CREATE TABLE commits (generation INTEGER PRIMARY KEY, token INTEGER NOT NULL) STRICT;
CREATE TABLE removals (
    first_passage INTEGER NOT NULL,
    last_passage INTEGER NOT NULL,
    generation INTEGER NOT NULL
) STRICT;
