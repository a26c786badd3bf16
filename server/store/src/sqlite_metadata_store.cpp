#include "laurel/server_store/sqlite_metadata_store.h"

#include "sqlite_schema.h"
#include "sqlite_session.h"

#include "laurel/base/error.h"
#include "laurel/base/text.h"

#include <soci/connection-pool.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

/// How rows become values: by the names of the columns.
namespace soci {

template <>
struct type_conversion<laurel::PublishedVersion> {
    using base_type = values;

    static void from_base(const values& row, indicator, laurel::PublishedVersion& version) {
        version.modelId = row.get<std::string>("model_id");
        version.number = row.get<long long>("number");
        version.name = row.get<std::string>("name");
        version.description = row.get<std::string>("description");
        version.license = row.get<std::string>("license");
        version.createdMs = row.get<long long>("created_ms");
        version.statement = row.get<std::string>("statement");
        version.signature = row.get<std::string>("signature");
        version.files.clear();
    }

    static void to_base(const laurel::PublishedVersion& version, values& row, indicator& state) {
        row.set("model_id", version.modelId);
        row.set<long long>("number", version.number);
        row.set("name", version.name);
        row.set("description", version.description);
        row.set("license", version.license);
        row.set<long long>("created_ms", version.createdMs);
        row.set("statement", version.statement);
        row.set("signature", version.signature);
        state = i_ok;
    }
};

template <>
struct type_conversion<laurel::StatementFile> {
    using base_type = values;

    static void from_base(const values& row, indicator, laurel::StatementFile& file) {
        file.file = row.get<std::string>("name");
        file.size = static_cast<std::uint64_t>(row.get<long long>("size"));
        file.sha256 = row.get<std::string>("sha256");
    }

    static void to_base(const laurel::StatementFile& file, values& row, indicator& state) {
        row.set("name", file.file);
        row.set("size", static_cast<long long>(file.size));
        row.set("sha256", file.sha256);
        state = i_ok;
    }
};

} // namespace soci

namespace laurel {

namespace {

/// The session that it takes from the pool goes back when the transaction is over.
class Transaction {
  public:
    Transaction(soci::connection_pool& pool, SqliteTransaction::Kind kind)
        : session_(pool), transaction_(session_, kind) {}

    std::vector<PublishedVersion> currentVersions() {
        return translated([&] {
            const soci::rowset<PublishedVersion> rows =
                (session_.prepare << "SELECT v.* FROM versions v JOIN current_versions c ON "
                                     "c.model_id = v.model_id AND c.number = v.number "
                                     "ORDER BY v.model_id");
            return std::vector<PublishedVersion>(rows.begin(), rows.end());
        });
    }

    std::vector<PublishedVersion> versions(const std::string& modelId) {
        return translated([&] {
            const soci::rowset<PublishedVersion> rows =
                (session_.prepare << "SELECT * FROM versions WHERE model_id = :id ORDER BY number",
                 soci::use(modelId));
            std::vector<PublishedVersion> versions(rows.begin(), rows.end());
            for (PublishedVersion& version : versions) {
                version.files = files(modelId, version.number);
            }
            return versions;
        });
    }

    std::optional<PublishedVersion> version(const std::string& modelId, std::int64_t number) {
        return translated([&]() -> std::optional<PublishedVersion> {
            const long long wanted = number;
            PublishedVersion version;
            session_ << "SELECT * FROM versions WHERE model_id = :id AND number = :number",
                soci::use(modelId), soci::use(wanted), soci::into(version);
            if (!session_.got_data()) {
                return std::nullopt;
            }
            version.files = files(modelId, number);
            return version;
        });
    }

    std::optional<std::int64_t> currentNumber(const std::string& modelId) {
        return number("SELECT number FROM current_versions WHERE model_id = :id", modelId);
    }

    std::optional<std::int64_t> greatestNumber(const std::string& modelId) {
        return number("SELECT number FROM versions WHERE model_id = :id "
                      "ORDER BY number DESC LIMIT 1",
                      modelId);
    }

    void addVersion(const PublishedVersion& version) {
        if (this->version(version.modelId, version.number)) {
            throw Error(ErrorCode::AlreadyExists,
                        "there is already a version " + std::to_string(version.number) +
                            " of model " + quotedForMessage(version.modelId));
        }
        translated([&] {
            session_ << "INSERT INTO models (id) VALUES (:id) ON CONFLICT DO NOTHING",
                soci::use(version.modelId);
            session_ << "INSERT INTO versions (model_id, number, name, description, license, "
                        "created_ms, statement, signature) VALUES (:model_id, :number, :name, "
                        ":description, :license, :created_ms, :statement, :signature)",
                soci::use(version);
            for (const StatementFile& file : version.files) {
                addFile(version, file);
            }
        });
    }

    void setCurrent(const std::string& modelId, std::optional<std::int64_t> expected,
                    std::int64_t number) {
        const bool set = translated([&] {
            try {
                return expected ? moveCurrent(modelId, *expected, number)
                                : insertCurrent(modelId, number);
            } catch (const soci::sqlite3_soci_error& error) {
                if (!isConstraint(error.result())) {
                    throw;
                }
                // The foreign key: current_versions points at versions.
                throw Error(ErrorCode::NotFound, "there is no version " + std::to_string(number) +
                                                     " of model " + quotedForMessage(modelId));
            }
        });
        if (!set) {
            throw Error(ErrorCode::Conflict, "the current version of model " +
                                                 quotedForMessage(modelId) + " moved meanwhile");
        }
    }

    void commit() { transaction_.commit(); }

  private:
    std::vector<StatementFile> files(const std::string& modelId, std::int64_t number) {
        const long long wanted = number;
        const soci::rowset<StatementFile> rows =
            (session_.prepare << "SELECT name, size, sha256 FROM version_files "
                                 "WHERE model_id = :id AND number = :number ORDER BY name",
             soci::use(modelId), soci::use(wanted));
        return {rows.begin(), rows.end()};
    }

    std::optional<std::int64_t> number(const char* query, const std::string& modelId) {
        return translated([&]() -> std::optional<std::int64_t> {
            long long found = 0;
            session_ << query, soci::use(modelId), soci::into(found);
            return session_.got_data() ? std::optional<std::int64_t>(found) : std::nullopt;
        });
    }

    void addFile(const PublishedVersion& version, const StatementFile& file) {
        const long long number = version.number;
        const auto size = static_cast<long long>(file.size);
        session_ << "INSERT INTO version_files (model_id, number, name, size, sha256) "
                    "VALUES (:model_id, :number, :name, :size, :sha256)",
            soci::use(version.modelId), soci::use(number), soci::use(file.file), soci::use(size),
            soci::use(file.sha256);
    }

    bool insertCurrent(const std::string& modelId, std::int64_t number) {
        const long long wanted = number;
        soci::statement insert =
            (session_.prepare << "INSERT INTO current_versions (model_id, number) "
                                 "VALUES (:id, :number) ON CONFLICT DO NOTHING",
             soci::use(modelId), soci::use(wanted));
        insert.execute(true);
        return insert.get_affected_rows() == 1;
    }

    bool moveCurrent(const std::string& modelId, std::int64_t expected, std::int64_t number) {
        const long long wanted = number;
        const long long before = expected;
        soci::statement update =
            (session_.prepare << "UPDATE current_versions SET number = :number "
                                 "WHERE model_id = :id AND number = :expected",
             soci::use(wanted), soci::use(modelId), soci::use(before));
        update.execute(true);
        return update.get_affected_rows() == 1;
    }

    soci::session session_;
    SqliteTransaction transaction_;
};

/// Both interfaces have the reads in common, and one transaction serves them.
template <typename Interface>
class Reads : public Interface {
  public:
    Reads(soci::connection_pool& pool, SqliteTransaction::Kind kind) : transaction_(pool, kind) {}

    std::vector<PublishedVersion> currentVersions() final { return transaction_.currentVersions(); }
    std::vector<PublishedVersion> versions(const std::string& modelId) final {
        return transaction_.versions(modelId);
    }
    std::optional<PublishedVersion> version(const std::string& modelId, std::int64_t number) final {
        return transaction_.version(modelId, number);
    }
    std::optional<std::int64_t> currentNumber(const std::string& modelId) final {
        return transaction_.currentNumber(modelId);
    }
    std::optional<std::int64_t> greatestNumber(const std::string& modelId) final {
        return transaction_.greatestNumber(modelId);
    }

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

    void addVersion(const PublishedVersion& version) override { transaction_.addVersion(version); }
    void setCurrent(const std::string& modelId, std::optional<std::int64_t> expected,
                    std::int64_t number) override {
        transaction_.setCurrent(modelId, expected, number);
    }
    void commit() override { transaction_.commit(); }
};

} // namespace

struct SqliteMetadataStore::Sessions {
    explicit Sessions(std::size_t count) : pool(count) {}

    soci::connection_pool pool;
};

SqliteMetadataStore::SqliteMetadataStore(const std::filesystem::path& file, std::size_t sessions)
    : sessions_(std::make_unique<Sessions>(sessions)) {
    for (std::size_t i = 0; i < sessions; ++i) {
        openSqlite(sessions_->pool.at(i), file);
    }
    soci::session session(sessions_->pool);
    translated([&] { migrateSqlite(session); });
}

SqliteMetadataStore::~SqliteMetadataStore() = default;

std::unique_ptr<MetadataReader> SqliteMetadataStore::beginRead() {
    return std::make_unique<SqliteReader>(sessions_->pool);
}

std::unique_ptr<MetadataWriter> SqliteMetadataStore::beginWrite() {
    return std::make_unique<SqliteWriter>(sessions_->pool);
}

} // namespace laurel
