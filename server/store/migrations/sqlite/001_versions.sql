-- Ids are made by us, digests are hexadecimal text, times are milliseconds since 1970 (UTC): what
-- SQLite and PostgreSQL understand alike.

CREATE TABLE models (
    id TEXT NOT NULL PRIMARY KEY
);

CREATE TABLE versions (
    model_id TEXT NOT NULL REFERENCES models (id),
    number BIGINT NOT NULL CHECK (number >= 1),
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    license TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    statement TEXT NOT NULL,
    signature TEXT NOT NULL,
    PRIMARY KEY (model_id, number)
);

CREATE TABLE version_files (
    model_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    name TEXT NOT NULL,
    size BIGINT NOT NULL CHECK (size >= 0),
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    PRIMARY KEY (model_id, number, name),
    FOREIGN KEY (model_id, number) REFERENCES versions (model_id, number)
);

-- Which version of a model is served by default: the one row that publication moves.
CREATE TABLE current_versions (
    model_id TEXT NOT NULL PRIMARY KEY REFERENCES models (id),
    number BIGINT NOT NULL,
    FOREIGN KEY (model_id, number) REFERENCES versions (model_id, number)
);
