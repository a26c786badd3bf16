-- How the keys that sign versions followed one another: statements that each key signed about the next.

CREATE TABLE key_successions (
    number BIGINT NOT NULL PRIMARY KEY CHECK (number >= 1),
    statement TEXT NOT NULL,
    signature TEXT NOT NULL CHECK (length(signature) = 128)
);
