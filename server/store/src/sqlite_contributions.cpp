#include "sqlite_contribution_row.h"
#include "sqlite_scores.h"
#include "sqlite_tables.h"

#include "laurel/base/text.h"

namespace laurel {

namespace {

std::string nameOf(const std::string& id) {
    return "contribution " + quotedForMessage(id);
}

std::string textOf(ContributionState state) {
    return std::string(toString(state));
}

Contribution require(SqliteContributions& table, const std::string& id) {
    std::optional<Contribution> contribution = table.find(id);
    if (!contribution) {
        throw Error(ErrorCode::NotFound, "there is no " + nameOf(id));
    }
    return std::move(*contribution);
}

} // namespace

std::optional<Contribution> SqliteContributions::find(const std::string& id) {
    return rowOf<Contribution>(session_, "SELECT * FROM contributions WHERE id = :id", id);
}

std::optional<Contribution> SqliteContributions::findByIdempotencyKey(const std::string& keyId,
                                                                      const std::string& key) {
    return rowOf<Contribution>(
        session_, "SELECT * FROM contributions WHERE key_id = :id AND idempotency_key = :key",
        keyId, key);
}

std::vector<Contribution> SqliteContributions::page(const std::string& afterId, std::size_t most) {
    return rowsOf<Contribution>(
        session_, "SELECT * FROM contributions WHERE id > :after ORDER BY id LIMIT :most", afterId,
        static_cast<std::int64_t>(most));
}

std::vector<Contribution> SqliteContributions::openOfKey(const std::string& keyId) {
    return rowsOf<Contribution>(session_,
                                "SELECT * FROM contributions WHERE key_id = :id AND state IN "
                                "('receiving', 'received', 'screened', 'evaluating', 'merging') "
                                "ORDER BY created_ms, id",
                                keyId);
}

std::vector<Contribution> SqliteContributions::createdSince(const std::string& keyId,
                                                            std::int64_t sinceMs) {
    return rowsOf<Contribution>(session_,
                                "SELECT * FROM contributions WHERE key_id = :id AND "
                                "created_ms >= :since ORDER BY created_ms, id",
                                keyId, sinceMs);
}

std::vector<Contribution> SqliteContributions::idleUploads(std::int64_t beforeMs,
                                                           std::int64_t afterMs) {
    return rowsOf<Contribution>(session_,
                                "SELECT * FROM contributions WHERE state = 'receiving' AND "
                                "(updated_ms < :before OR updated_ms > :after) "
                                "ORDER BY updated_ms, id",
                                beforeMs, afterMs);
}

std::optional<std::string> SqliteContributions::earlierWithDigest(const std::string& modelId,
                                                                  const std::string& sha256,
                                                                  const std::string& exceptId) {
    return rowOf<std::string>(session_,
                              "SELECT id FROM contributions WHERE model_id = :model AND "
                              "sha256 = :sha256 AND id <> :id AND sequence IS NOT NULL AND "
                              "state <> 'failed' ORDER BY sequence LIMIT 1",
                              modelId, sha256, exceptId);
}

std::vector<Contribution> SqliteContributions::queue(const std::string& modelId, std::size_t most) {
    return rowsOf<Contribution>(session_,
                                "SELECT * FROM contributions WHERE model_id = :model AND state IN "
                                "('received', 'screened', 'evaluating', 'merging') "
                                "ORDER BY turn, sequence LIMIT :most",
                                modelId, static_cast<std::int64_t>(most));
}

std::vector<std::string> SqliteContributions::modelsWithWork() {
    return rowsOf<std::string>(session_,
                               "SELECT DISTINCT model_id FROM contributions WHERE state IN "
                               "('received', 'screened', 'evaluating', 'merging') "
                               "ORDER BY model_id");
}

std::optional<std::int64_t> SqliteContributions::queuePosition(const std::string& id) {
    const std::optional<Contribution> own = find(id);
    if (!own || own->state == ContributionState::Receiving || isFinal(own->state)) {
        return std::nullopt;
    }
    return rowOf<std::int64_t>(session_,
                               "SELECT COUNT(*) FROM contributions o JOIN contributions own "
                               "ON own.id = :id WHERE o.model_id = own.model_id AND o.state IN "
                               "('received', 'screened', 'evaluating', 'merging') AND "
                               "(o.turn < own.turn OR "
                               "(o.turn = own.turn AND o.sequence < own.sequence))",
                               id);
}

std::int64_t SqliteContributions::count(const std::string& modelId, ContributionState state) {
    return rowOf<std::int64_t>(
               session_,
               "SELECT COUNT(*) FROM contributions WHERE model_id = :model AND state = :state",
               modelId, textOf(state))
        .value_or(0);
}

std::vector<Contribution> SqliteContributions::retryable(std::int64_t attemptsBelow,
                                                         std::int64_t beforeMs,
                                                         std::int64_t afterMs) {
    return rowsOf<Contribution>(session_,
                                "SELECT * FROM contributions WHERE state = 'failed' AND "
                                "attempts < :most AND (updated_ms < :before OR "
                                "updated_ms > :after) ORDER BY sequence",
                                attemptsBelow, beforeMs, afterMs);
}

std::vector<double> SqliteContributions::acceptedDeltaNorms(const std::string& modelId,
                                                            std::size_t most) {
    return rowsOf<double>(session_,
                          "SELECT delta_norm FROM contributions WHERE model_id = :model AND "
                          "state = 'published' AND delta_norm IS NOT NULL "
                          "ORDER BY sequence DESC LIMIT :most",
                          modelId, static_cast<std::int64_t>(most));
}

void SqliteContributions::add(const Contribution& contribution) {
    if (contribution.state != ContributionState::Receiving || contribution.sequence != 0) {
        throw Error(ErrorCode::InvalidArgument, "a contribution begins as receiving, without turn");
    }
    if (find(contribution.id) ||
        (!contribution.idempotencyKey.empty() &&
         findByIdempotencyKey(contribution.keyId, contribution.idempotencyKey))) {
        throw Error(ErrorCode::AlreadyExists, "there is already a " + nameOf(contribution.id) +
                                                  " or one of the same idempotency key");
    }
    executeReferring(
        session_,
        "there is no such access key, or no version " +
            std::to_string(contribution.request.baseVersion) + " of model " +
            quotedForMessage(contribution.modelId),
        "INSERT INTO contributions (id, model_id, key_id, kind, base_version, size, "
        "sha256, slices, dice, client_name, client_version, idempotency_key, sequence, "
        "state, received, reason_code, reason, staleness, version, alpha, delta_norm, "
        "attempts, created_ms, updated_ms) VALUES (:id, :model_id, :key_id, :kind, "
        ":base_version, :size, :sha256, :slices, :dice, :client_name, "
        ":client_version, :idempotency_key, NULL, :state, :received, :reason_code, "
        ":reason, :staleness, :version, :alpha, :delta_norm, :attempts, :created_ms, "
        ":updated_ms)",
        contribution);
}

void SqliteContributions::recordBytes(const std::string& id, std::uint64_t before,
                                      std::uint64_t now, std::int64_t atMs) {
    if (execute(session_,
                "UPDATE contributions SET received = :now, updated_ms = :at WHERE id = :id AND "
                "state = 'receiving' AND received = :before",
                static_cast<std::int64_t>(now), atMs, id, static_cast<std::int64_t>(before)) != 1) {
        const Contribution found = require(*this, id);
        throw Error(ErrorCode::Conflict, nameOf(id) + " is " + textOf(found.state) + " with " +
                                             std::to_string(found.received) +
                                             " bytes, not receiving with " +
                                             std::to_string(before));
    }
}

void SqliteContributions::advance(const std::string& id, ContributionState from,
                                  ContributionState to, std::int64_t atMs,
                                  const ContributionOutcome& outcome) {
    if (!mayAdvance(from, to)) {
        throw Error(ErrorCode::InvalidArgument,
                    "no contribution goes from " + textOf(from) + " to " + textOf(to));
    }
    const bool joinsQueue = to == ContributionState::Received;
    const bool fails = to == ContributionState::Failed;
    const std::size_t moved = executeReferring(
        session_, "there is no such version",
        "UPDATE contributions SET state = :to, updated_ms = :at, reason_code = :code, "
        "reason = :reason, staleness = COALESCE(:staleness, staleness), "
        "version = COALESCE(:version, version), alpha = COALESCE(:alpha, alpha), "
        "delta_norm = COALESCE(:norm, delta_norm), attempts = attempts + :failures, "
        "sequence = CASE WHEN :joins = 1 THEN (SELECT COALESCE(MAX(sequence), 0) + 1 "
        "FROM contributions) ELSE sequence END, "
        // Behind what was begun, and behind all of the same key (fair queueing, unit costs)
        "turn = CASE WHEN :joins_too = 1 THEN COALESCE((SELECT o.turn FROM contributions o "
        "WHERE o.model_id = contributions.model_id AND o.turn IS NOT NULL AND "
        "(o.state <> 'received' OR o.key_id = contributions.key_id) "
        "ORDER BY o.turn DESC LIMIT 1), 0) + 1 ELSE turn END WHERE id = :id AND state = :from",
        textOf(to), atMs, outcome.reasonCode, outcome.reason, outcome.staleness, outcome.version,
        outcome.alpha, outcome.deltaNorm, std::int64_t{fails}, std::int64_t{joinsQueue},
        std::int64_t{joinsQueue}, id, textOf(from));
    if (moved != 1) {
        throw Error(ErrorCode::Conflict, nameOf(id) + " is " + textOf(require(*this, id).state) +
                                             ", no longer " + textOf(from));
    }
}

std::vector<MergeTryRecord> SqliteContributions::tries(const std::string& id) {
    return rowsOf<MergeTryRecord>(
        session_, "SELECT * FROM contribution_tries WHERE contribution_id = :id ORDER BY number",
        id);
}

GoldScores SqliteContributions::scores(const std::string& id, const MeasuredWeights& what) {
    return scoresOf(
        rowsOf<ScoreRow>(session_,
                         "SELECT s.case_id, g.group_name, s.label, s.dice "
                         "FROM contribution_scores s JOIN gold_cases g ON g.id = s.case_id "
                         "WHERE s.contribution_id = :id AND s.measured = :kind AND "
                         "s.try_number = :number ORDER BY s.case_id",
                         id, std::string(toString(what.kind)), what.tryNumber));
}

void SqliteContributions::setTry(const std::string& id, std::int64_t number,
                                 const MergeTryRecord& one) {
    executeReferring(
        session_, "there is no " + nameOf(id),
        "INSERT INTO contribution_tries (contribution_id, number, alpha, mean_dice, outcome) "
        "VALUES (:id, :number, :alpha, :mean_dice, :outcome) "
        "ON CONFLICT (contribution_id, number) DO UPDATE SET alpha = excluded.alpha, "
        "mean_dice = excluded.mean_dice, outcome = excluded.outcome",
        id, number, one.alpha, one.meanDice, one.outcome);
}

void SqliteContributions::setScores(const std::string& id, const MeasuredWeights& what,
                                    const GoldScores& scores) {
    const std::string kind(toString(what.kind));
    execute(session_,
            "DELETE FROM contribution_scores WHERE contribution_id = :id AND measured = :kind AND "
            "try_number = :number",
            id, kind, what.tryNumber);
    for (const GoldCaseScore& one : scores) {
        for (const auto& [label, dice] : one.dice) {
            executeReferring(
                session_, "there is no " + nameOf(id) + " or gold case " + quotedForMessage(one.id),
                "INSERT INTO contribution_scores (contribution_id, measured, try_number, case_id, "
                "label, dice) VALUES (:id, :kind, :number, :case_id, :label, :dice)",
                id, kind, what.tryNumber, one.id, label, dice);
        }
    }
}

void SqliteContributions::clearMeasurements(const std::string& id) {
    execute(session_, "DELETE FROM contribution_tries WHERE contribution_id = :id", id);
    execute(session_, "DELETE FROM contribution_scores WHERE contribution_id = :id", id);
}

} // namespace laurel
