#pragma once

#include "laurel/server_domain/metadata_store.h"

namespace soci {
class session;
}

/// The parts of one transaction, each a view of the session in which it runs.
namespace laurel {

class SqliteVersions {
  public:
    explicit SqliteVersions(soci::session& session) : session_(session) {}

    std::vector<PublishedVersion> current();
    std::vector<PublishedVersion> all(const std::string& modelId);
    std::optional<PublishedVersion> find(const std::string& modelId, std::int64_t number);
    std::optional<std::int64_t> currentNumber(const std::string& modelId);
    std::optional<std::int64_t> greatestNumber(const std::string& modelId);
    void add(const PublishedVersion& version);
    void setCurrent(const std::string& modelId, std::optional<std::int64_t> expected,
                    std::int64_t number);

  private:
    void addDetails(PublishedVersion& version);

    soci::session& session_;
};

class SqliteKeySuccessions {
  public:
    explicit SqliteKeySuccessions(soci::session& session) : session_(session) {}

    std::vector<SignedSuccession> all();
    void add(const SignedSuccession& succession);

  private:
    soci::session& session_;
};

class SqliteKeys final : public KeyWriter {
  public:
    explicit SqliteKeys(soci::session& session) : session_(session) {}

    std::optional<KeyRecord> find(const std::string& id) override;
    std::vector<KeyRecord> all() override;
    void add(const KeyRecord& key) override;
    bool revoke(const std::string& id, std::int64_t atMs) override;

  private:
    void addModels(KeyRecord& key);

    soci::session& session_;
};

class SqliteContributions final : public ContributionWriter {
  public:
    explicit SqliteContributions(soci::session& session) : session_(session) {}

    std::optional<Contribution> find(const std::string& id) override;
    std::optional<Contribution> findByIdempotencyKey(const std::string& keyId,
                                                     const std::string& key) override;
    std::vector<Contribution> page(const std::string& afterId, std::size_t most) override;
    std::vector<Contribution> openOfKey(const std::string& keyId) override;
    std::vector<Contribution> createdSince(const std::string& keyId, std::int64_t sinceMs) override;
    std::vector<Contribution> idleUploads(std::int64_t beforeMs, std::int64_t afterMs) override;
    std::optional<std::string> earlierWithDigest(const std::string& modelId,
                                                 const std::string& sha256,
                                                 const std::string& exceptId) override;
    std::vector<Contribution> queue(const std::string& modelId, std::size_t most) override;
    std::vector<std::string> modelsWithWork() override;
    std::optional<std::int64_t> queuePosition(const std::string& id) override;
    std::int64_t count(const std::string& modelId, ContributionState state) override;
    std::vector<Contribution> retryable(std::int64_t attemptsBelow, std::int64_t beforeMs,
                                        std::int64_t afterMs) override;
    std::vector<double> acceptedDeltaNorms(const std::string& modelId, std::size_t most) override;
    std::vector<MergeTryRecord> tries(const std::string& id) override;
    GoldScores scores(const std::string& id, const MeasuredWeights& what) override;

    void add(const Contribution& contribution) override;
    void recordBytes(const std::string& id, std::uint64_t before, std::uint64_t now,
                     std::int64_t atMs) override;
    void advance(const std::string& id, ContributionState from, ContributionState to,
                 std::int64_t atMs, const ContributionOutcome& outcome) override;
    void setTry(const std::string& id, std::int64_t number, const MergeTryRecord& one) override;
    void setScores(const std::string& id, const MeasuredWeights& what,
                   const GoldScores& scores) override;
    void clearMeasurements(const std::string& id) override;

  private:
    soci::session& session_;
};

class SqliteGold final : public GoldWriter {
  public:
    explicit SqliteGold(soci::session& session) : session_(session) {}

    std::vector<GoldCase> cases(const std::string& modelId) override;
    std::optional<GoldCase> find(const std::string& id) override;
    std::vector<std::string> models() override;
    void add(const GoldCase& goldCase) override;
    void remove(const std::string& id, std::int64_t atMs) override;

  private:
    void addLabels(GoldCase& goldCase);

    soci::session& session_;
};

class SqliteEvaluations final : public EvaluationWriter {
  public:
    explicit SqliteEvaluations(soci::session& session) : session_(session) {}

    std::optional<VersionEvaluation> find(const std::string& modelId, std::int64_t version,
                                          const std::string& goldSet) override;
    std::optional<double> bestMean(const std::string& modelId, const std::string& goldSet) override;
    std::vector<VersionMean> latestMeans(const std::string& modelId, const std::string& goldSet,
                                         std::size_t most) override;
    std::map<std::string, double> bestPerLabel(const std::string& modelId,
                                               const std::string& goldSet) override;
    void add(const VersionEvaluation& evaluation) override;

  private:
    soci::session& session_;
};

class SqliteUsage final : public UsageWriter {
  public:
    explicit SqliteUsage(soci::session& session) : session_(session) {}

    std::vector<UsageRecord> reports(const std::string& modelId) override;
    std::vector<UsageSummary> summary(const std::string& modelId) override;
    std::vector<std::int64_t> timesOfKeySince(const std::string& keyId,
                                              std::int64_t sinceMs) override;
    void add(const UsageRecord& record) override;
    std::size_t removeBefore(std::int64_t beforeMs) override;

  private:
    std::optional<double> meanDice(const std::string& modelId, std::int64_t version);

    soci::session& session_;
};

class SqliteAudit final : public AuditWriter {
  public:
    explicit SqliteAudit(soci::session& session) : session_(session) {}

    std::vector<AuditRecord> entries(std::int64_t after, std::size_t most) override;
    std::optional<AuditRecord> last() override;
    AuditRecord append(const AuditEvent& event) override;

  private:
    soci::session& session_;
};

} // namespace laurel
