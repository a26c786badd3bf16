-- Turns that are fair between keys, and keys that expire. What was received before keeps its order.

ALTER TABLE contributions ADD COLUMN turn BIGINT;
UPDATE contributions SET turn = sequence;
CREATE INDEX contributions_by_fair_turn ON contributions (model_id, turn, sequence);
CREATE INDEX contributions_by_key ON contributions (key_id, created_ms);
CREATE INDEX usage_reports_by_key ON usage_reports (key_id, created_ms);
CREATE INDEX usage_reports_by_time ON usage_reports (created_ms);

ALTER TABLE access_keys ADD COLUMN expires_ms BIGINT;
