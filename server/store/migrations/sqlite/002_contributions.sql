-- Access keys, contributions and what they led to, gold cases, evaluations, usage, audit.

CREATE TABLE access_keys (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('reader', 'contributor', 'admin')),
    digest TEXT NOT NULL CHECK (length(digest) = 64),
    created_ms BIGINT NOT NULL,
    revoked_ms BIGINT
);

-- No row: all models. A model may come later than the key.
CREATE TABLE access_key_models (
    key_id TEXT NOT NULL REFERENCES access_keys (id),
    model_id TEXT NOT NULL,
    PRIMARY KEY (key_id, model_id)
);

CREATE TABLE contributions (
    id TEXT NOT NULL PRIMARY KEY,
    model_id TEXT NOT NULL REFERENCES models (id),
    key_id TEXT NOT NULL REFERENCES access_keys (id),
    kind TEXT NOT NULL CHECK (kind IN ('full', 'delta')),
    base_version BIGINT NOT NULL,
    size BIGINT NOT NULL CHECK (size > 0),
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    slices BIGINT NOT NULL,
    dice DOUBLE PRECISION,
    client_name TEXT NOT NULL,
    client_version TEXT NOT NULL,
    idempotency_key TEXT,
    sequence BIGINT UNIQUE,
    state TEXT NOT NULL CHECK (state IN ('receiving', 'received', 'screened', 'evaluating',
                                         'merging', 'published', 'rejected', 'failed')),
    received BIGINT NOT NULL CHECK (received >= 0 AND received <= size),
    reason_code TEXT NOT NULL,
    reason TEXT NOT NULL,
    staleness BIGINT,
    version BIGINT,
    alpha DOUBLE PRECISION,
    delta_norm DOUBLE PRECISION,
    attempts BIGINT NOT NULL,
    created_ms BIGINT NOT NULL,
    updated_ms BIGINT NOT NULL,
    UNIQUE (key_id, idempotency_key),
    FOREIGN KEY (model_id, base_version) REFERENCES versions (model_id, number),
    FOREIGN KEY (model_id, version) REFERENCES versions (model_id, number)
);
CREATE INDEX contributions_by_turn ON contributions (model_id, state, sequence);
CREATE INDEX contributions_by_digest ON contributions (model_id, sha256);
CREATE INDEX contributions_by_state ON contributions (state, updated_ms);

-- Where a version comes from. Those before this migration were all published as packages.
ALTER TABLE versions ADD COLUMN action TEXT NOT NULL DEFAULT 'publish'
    CHECK (action IN ('publish', 'merge', 'rollback'));
ALTER TABLE versions ADD COLUMN contribution_id TEXT REFERENCES contributions (id);
ALTER TABLE versions ADD COLUMN alpha DOUBLE PRECISION;
ALTER TABLE versions ADD COLUMN staleness BIGINT;

CREATE TABLE version_parents (
    model_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    parent BIGINT NOT NULL CHECK (parent < number),
    PRIMARY KEY (model_id, number, parent),
    FOREIGN KEY (model_id, number) REFERENCES versions (model_id, number),
    FOREIGN KEY (model_id, parent) REFERENCES versions (model_id, number)
);

-- Removed cases stay as rows, because scores refer to them.
CREATE TABLE gold_cases (
    id TEXT NOT NULL PRIMARY KEY,
    model_id TEXT NOT NULL REFERENCES models (id),
    group_name TEXT NOT NULL,
    slices BIGINT NOT NULL,
    added_ms BIGINT NOT NULL,
    removed_ms BIGINT,
    image_sha256 TEXT NOT NULL CHECK (length(image_sha256) = 64),
    labels_sha256 TEXT NOT NULL CHECK (length(labels_sha256) = 64)
);
CREATE INDEX gold_cases_by_model ON gold_cases (model_id);

CREATE TABLE gold_case_labels (
    case_id TEXT NOT NULL REFERENCES gold_cases (id),
    position BIGINT NOT NULL,
    label TEXT NOT NULL,
    PRIMARY KEY (case_id, position)
);

CREATE TABLE contribution_tries (
    contribution_id TEXT NOT NULL REFERENCES contributions (id),
    number BIGINT NOT NULL CHECK (number >= 1),
    alpha DOUBLE PRECISION NOT NULL,
    mean_dice DOUBLE PRECISION,
    outcome TEXT NOT NULL,
    PRIMARY KEY (contribution_id, number)
);

CREATE TABLE contribution_scores (
    contribution_id TEXT NOT NULL REFERENCES contributions (id),
    measured TEXT NOT NULL CHECK (measured IN ('current', 'candidate', 'merged')),
    try_number BIGINT NOT NULL,
    case_id TEXT NOT NULL REFERENCES gold_cases (id),
    label TEXT NOT NULL,
    dice DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (contribution_id, measured, try_number, case_id, label)
);

CREATE TABLE version_evaluations (
    model_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    gold_set TEXT NOT NULL CHECK (length(gold_set) = 64),
    mean_dice DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (model_id, gold_set, version),
    FOREIGN KEY (model_id, version) REFERENCES versions (model_id, number)
);

CREATE TABLE version_scores (
    model_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    gold_set TEXT NOT NULL,
    case_id TEXT NOT NULL REFERENCES gold_cases (id),
    label TEXT NOT NULL,
    dice DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (model_id, gold_set, version, case_id, label),
    FOREIGN KEY (model_id, gold_set, version)
        REFERENCES version_evaluations (model_id, gold_set, version)
);

-- The gates' means, kept as they were computed.
CREATE TABLE version_label_scores (
    model_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    gold_set TEXT NOT NULL,
    label TEXT NOT NULL,
    dice DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (model_id, gold_set, version, label),
    FOREIGN KEY (model_id, gold_set, version)
        REFERENCES version_evaluations (model_id, gold_set, version)
);

CREATE TABLE usage_reports (
    id TEXT NOT NULL PRIMARY KEY,
    model_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    key_id TEXT NOT NULL REFERENCES access_keys (id),
    client_name TEXT NOT NULL,
    client_version TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    FOREIGN KEY (model_id, version) REFERENCES versions (model_id, number)
);
CREATE INDEX usage_reports_by_version ON usage_reports (model_id, version);

CREATE TABLE usage_cases (
    report_id TEXT NOT NULL REFERENCES usage_reports (id),
    position BIGINT NOT NULL,
    dice DOUBLE PRECISION NOT NULL,
    irregular TEXT CHECK (irregular IN ('not_refined', 'wrong_task')),
    PRIMARY KEY (report_id, position)
);

CREATE TABLE audit_log (
    number BIGINT NOT NULL PRIMARY KEY CHECK (number >= 1),
    time_ms BIGINT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    hash TEXT NOT NULL CHECK (length(hash) = 64)
);
