#include "laurel/server_store/sqlite_metadata_store.h"

#include "sqlite_schema.h"
#include "sqlite_session.h"
#include "sqlite_statements.h"
#include "sqlite_tables.h"

#include <mutex>
#include <soci/connection-pool.h>
#include <soci/soci.h>

namespace laurel {

namespace {

/// The session that it takes from the pool goes back when the transaction is over.
struct Transaction {
    Transaction(soci::connection_pool& pool, SqliteTransaction::Kind kind)
        : session(pool), bounds(session, kind) {}

    soci::session session;
    SqliteTransaction bounds;
    SqliteVersions versions{session};
    SqliteKeySuccessions successions{session};
    SqliteKeys keys{session};
    SqliteContributions contributions{session};
    SqliteGold gold{session};
    SqliteEvaluations evaluations{session};
    SqliteUsage usage{session};
    SqliteAudit audit{session};
};

/// Both interfaces have the reads in common, and one transaction serves them.
template <typename Interface>
class Reads : public Interface {
  public:
    Reads(soci::connection_pool& pool, SqliteTransaction::Kind kind) : transaction_(pool, kind) {}

    std::vector<PublishedVersion> currentVersions() final {
        return transaction_.versions.current();
    }
    std::vector<PublishedVersion> versions(const std::string& modelId) final {
        return transaction_.versions.all(modelId);
    }
    std::optional<PublishedVersion> version(const std::string& modelId, std::int64_t number) final {
        return transaction_.versions.find(modelId, number);
    }
    std::optional<std::int64_t> currentNumber(const std::string& modelId) final {
        return transaction_.versions.currentNumber(modelId);
    }
    std::optional<std::int64_t> greatestNumber(const std::string& modelId) final {
        return transaction_.versions.greatestNumber(modelId);
    }

    std::vector<SignedSuccession> keySuccessions() final { return transaction_.successions.all(); }

    SqliteKeys& keys() final { return transaction_.keys; }
    SqliteContributions& contributions() final { return transaction_.contributions; }
    SqliteGold& gold() final { return transaction_.gold; }
    SqliteEvaluations& evaluations() final { return transaction_.evaluations; }
    SqliteUsage& usage() final { return transaction_.usage; }
    SqliteAudit& audit() final { return transaction_.audit; }

  protected:
    Transaction transaction_;
};

class SqliteReader final : public Reads<MetadataReader> {
  public:
    explicit SqliteReader(soci::connection_pool& pool)
        : Reads(pool, SqliteTransaction::Kind::Read) {}
};

class SqliteWriter final : public Reads<MetadataWriter> {
  public:
    explicit SqliteWriter(soci::connection_pool& pool)
        : Reads(pool, SqliteTransaction::Kind::Write) {}

    void addVersion(const PublishedVersion& version) override {
        transaction_.versions.add(version);
    }
    void setCurrent(const std::string& modelId, std::optional<std::int64_t> expected,
                    std::int64_t number) override {
        transaction_.versions.setCurrent(modelId, expected, number);
    }
    void addKeySuccession(const SignedSuccession& succession) override {
        transaction_.successions.add(succession);
    }
    void commit() override { transaction_.bounds.commit(); }
};

} // namespace

struct SqliteMetadataStore::Sessions {
    Sessions(std::size_t count, std::filesystem::path database)
        : pool(count), file(std::move(database)) {}

    soci::connection_pool pool;
    const std::filesystem::path file;

    std::mutex mutex; ///< guards what follows
    std::unique_ptr<soci::session>
        watch; ///< never writes, so that it sees every commit as another's
};

SqliteMetadataStore::SqliteMetadataStore(const std::filesystem::path& file, std::size_t sessions)
    : sessions_(std::make_unique<Sessions>(sessions, file)) {
    for (std::size_t i = 0; i < sessions; ++i) {
        openSqlite(sessions_->pool.at(i), file);
    }
    soci::session session(sessions_->pool);
    translated([&] { migrateSqlite(session); });
}

SqliteMetadataStore::~SqliteMetadataStore() = default;

std::int64_t SqliteMetadataStore::revision() {
    const std::lock_guard lock(sessions_->mutex);
    if (!sessions_->watch) {
        auto opened = std::make_unique<soci::session>();
        openSqlite(*opened, sessions_->file);
        sessions_->watch = std::move(opened);
    }
    return translated([&] {
        long long version = 0;
        *sessions_->watch << "PRAGMA data_version", soci::into(version);
        return std::int64_t{version};
    });
}

std::unique_ptr<MetadataReader> SqliteMetadataStore::beginRead() {
    return std::make_unique<SqliteReader>(sessions_->pool);
}

std::unique_ptr<MetadataWriter> SqliteMetadataStore::beginWrite() {
    return std::make_unique<SqliteWriter>(sessions_->pool);
}

void SqliteMetadataStore::copyTo(const std::filesystem::path& file) {
    if (std::filesystem::exists(file)) {
        throw Error(ErrorCode::Io, file.string() + " exists already");
    }
    createPrivate(file);
    soci::session session(sessions_->pool);
    execute(session, "VACUUM INTO :file", file.string());
}

std::vector<std::string> SqliteMetadataStore::integrityProblems() {
    soci::session session(sessions_->pool);
    std::vector<std::string> problems;
    for (const std::string& line : rowsOf<std::string>(session, "PRAGMA integrity_check")) {
        if (line != "ok") {
            problems.push_back("the database is damaged: " + line);
        }
    }
    for (const std::string& table : rowsOf<std::string>(session, "PRAGMA foreign_key_check")) {
        problems.push_back("the database is damaged: a row of " + table +
                           " refers to one that is missing");
    }
    return problems;
}

} // namespace laurel
