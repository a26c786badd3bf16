#pragma once

#include "laurel/proto/contributions.h"
#include "laurel/server_domain/gold_scores.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace laurel {

/// A contribution as the server remembers it. Times are milliseconds since 1970, UTC.
struct Contribution {
    std::string id; ///< as isContributionId
    std::string modelId;
    std::string keyId;           ///< of the access key that it came with
    ContributionRequest request; ///< as the client said it, nothing of it believed
    std::string idempotencyKey;  ///< once per access key; empty: none
    std::int64_t sequence = 0;   ///< order of reception: given by the store then; 0 before
    ContributionState state = ContributionState::Receiving;
    std::uint64_t received = 0;            ///< durable bytes
    std::string reasonCode;                ///< why rejected or failed; else empty
    std::string reason;                    ///< the same for people
    std::optional<std::int64_t> staleness; ///< versions between base and the one merged with
    std::optional<std::int64_t> version;   ///< that it became part of
    std::optional<double> alpha;           ///< with which, before the weight of staleness
    std::optional<double> deltaNorm;       ///< of candidate − base, as the screening measured it
    std::int64_t attempts = 0;             ///< how often it failed
    std::int64_t createdMs = 0;
    std::int64_t updatedMs = 0; ///< of the last change of state or of received bytes
    bool operator==(const Contribution&) const = default;
};

/// What is learnt with a change of state. What is not set stays as it was, but for the reason,
/// which always becomes this one.
struct ContributionOutcome {
    std::string reasonCode;
    std::string reason;
    std::optional<std::int64_t> staleness;
    std::optional<std::int64_t> version;
    std::optional<double> alpha;
    std::optional<double> deltaNorm;
};

/// Whether the contract knows this way from state to state (proto/contributions.h): one step
/// onwards, to rejected or failed from any state that is not final, and from failed to received.
bool mayAdvance(ContributionState from, ContributionState to) noexcept;

/// One merge as it was tried.
struct MergeTryRecord {
    double alpha = 0;               ///< before the weight of staleness
    std::optional<double> meanDice; ///< of the merged weights; none where they were not measured
    std::string outcome;            ///< stable word: "accepted" or why not, such as "gate2_label"
    bool operator==(const MergeTryRecord&) const = default;
};

/// Which weights were measured on the gold cases for a contribution.
struct MeasuredWeights {
    enum class Kind { Current, Candidate, Merged };
    Kind kind = Kind::Current;
    std::int64_t tryNumber = 0; ///< of the merged ones, from 1; else 0

    static MeasuredWeights current() { return {Kind::Current, 0}; }
    static MeasuredWeights candidate() { return {Kind::Candidate, 0}; }
    static MeasuredWeights merged(std::int64_t tryNumber) { return {Kind::Merged, tryNumber}; }
};
std::string_view toString(MeasuredWeights::Kind kind) noexcept; ///< "current", ...

/// Part of a transaction, as MetadataReader; errors as there. "In work" are the states received to
/// merging.
class ContributionReader {
  public:
    virtual ~ContributionReader() = default;

    virtual std::optional<Contribution> find(const std::string& id) = 0;
    virtual std::optional<Contribution> findByIdempotencyKey(const std::string& keyId,
                                                             const std::string& key) = 0;
    /// Ascending by id, those behind `afterId` ("": from the first).
    virtual std::vector<Contribution> page(const std::string& afterId, std::size_t most) = 0;

    virtual std::vector<Contribution> openOfKey(const std::string& keyId) = 0; ///< not final
    /// All of a key from that time on, whatever became of them; oldest first.
    virtual std::vector<Contribution> createdSince(const std::string& keyId,
                                                   std::int64_t sinceMs) = 0;
    /// Receiving, and without progress since before that time, or dated behind `afterMs`.
    virtual std::vector<Contribution> idleUploads(std::int64_t beforeMs, std::int64_t afterMs) = 0;
    /// Another contribution to this model whose bytes were received whole and had this digest;
    /// those that failed do not count, since they were never judged.
    virtual std::optional<std::string> earlierWithDigest(const std::string& modelId,
                                                         const std::string& sha256,
                                                         const std::string& exceptId) = 0;

    /// In work, in the order of their turns, which are fair: of several keys that wait, each gets
    /// one in a round, however many it has.
    virtual std::vector<Contribution> queue(const std::string& modelId, std::size_t most) = 0;
    virtual std::vector<std::string> modelsWithWork() = 0; ///< ascending
    /// How many of the same model go before it; none unless it is in work.
    virtual std::optional<std::int64_t> queuePosition(const std::string& id) = 0;
    virtual std::int64_t count(const std::string& modelId, ContributionState state) = 0;
    /// Failed less than so many times, the last time before that time or, as it is dated, behind
    /// `afterMs`; oldest first.
    virtual std::vector<Contribution> retryable(std::int64_t attemptsBelow, std::int64_t beforeMs,
                                                std::int64_t afterMs) = 0;
    /// Of the published ones that were received last; latest first.
    virtual std::vector<double> acceptedDeltaNorms(const std::string& modelId,
                                                   std::size_t most) = 0;

    virtual std::vector<MergeTryRecord> tries(const std::string& id) = 0; ///< in their order
    /// Empty where these weights were not measured.
    virtual GoldScores scores(const std::string& id, const MeasuredWeights& what) = 0;
};

/// Part of a transaction, as MetadataWriter. Contributions are never removed.
class ContributionWriter : public ContributionReader {
  public:
    /// @param contribution in state receiving, its sequence 0
    /// @throws Error AlreadyExists (the id, or the idempotency key of the same access key)
    virtual void add(const Contribution& contribution) = 0;
    /// Compare and set of the durable bytes of a contribution in state receiving.
    /// @throws Error Conflict, NotFound
    virtual void recordBytes(const std::string& id, std::uint64_t before, std::uint64_t now,
                             std::int64_t atMs) = 0;
    /// Compare and set of the state, so that no step is done twice. Whatever becomes received gets
    /// the next sequence number, and a turn behind what was begun and behind all that waits of the
    /// same key (start-time fair queueing with equal costs: P. Goyal, H. Vin, H. Cheng, SIGCOMM
    /// 1996); whatever fails counts one attempt more.
    /// @throws Error InvalidArgument unless mayAdvance, Conflict when the state is not `from`,
    /// NotFound
    virtual void advance(const std::string& id, ContributionState from, ContributionState to,
                         std::int64_t atMs, const ContributionOutcome& outcome = {}) = 0;

    /// Notes the try of that number, from 1; again: in its place. @throws Error NotFound
    virtual void setTry(const std::string& id, std::int64_t number, const MergeTryRecord& one) = 0;
    /// Notes scores of gold cases that the store knows; again: in their place. The groups are the
    /// gold cases' own; a case without any score is not kept. @throws Error NotFound
    virtual void setScores(const std::string& id, const MeasuredWeights& what,
                           const GoldScores& scores) = 0;
    /// Forgets all tries and scores, as when the current version moved meanwhile.
    virtual void clearMeasurements(const std::string& id) = 0;
};

} // namespace laurel
