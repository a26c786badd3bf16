#include "sqlite_statements.h"
#include "sqlite_tables.h"

#include "laurel/base/text.h"

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
        version.action = laurel::versionActionNamed(row.get<std::string>("action")).value();
        version.parents.clear();
        version.contributionId = row.get<std::string>("contribution_id", "");
        version.alpha = row.get<std::optional<double>>("alpha");
        version.staleness = row.get<std::optional<long long>>("staleness");
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
        row.set("action", std::string(toString(version.action)));
        row.set("contribution_id", laurel::nullIfEmpty(version.contributionId));
        row.set("alpha", version.alpha);
        row.set<std::optional<long long>>("staleness", version.staleness);
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
};

} // namespace soci

namespace laurel {

namespace {

std::string nameOf(const std::string& modelId, std::int64_t number) {
    return "version " + std::to_string(number) + " of model " + quotedForMessage(modelId);
}

} // namespace

std::vector<PublishedVersion> SqliteVersions::current() {
    return rowsOf<PublishedVersion>(session_,
                                    "SELECT v.* FROM versions v JOIN current_versions c ON "
                                    "c.model_id = v.model_id AND c.number = v.number "
                                    "ORDER BY v.model_id");
}

std::vector<PublishedVersion> SqliteVersions::all(const std::string& modelId) {
    std::vector<PublishedVersion> versions = rowsOf<PublishedVersion>(
        session_, "SELECT * FROM versions WHERE model_id = :id ORDER BY number", modelId);
    for (PublishedVersion& version : versions) {
        addDetails(version);
    }
    return versions;
}

std::optional<PublishedVersion> SqliteVersions::find(const std::string& modelId,
                                                     std::int64_t number) {
    std::optional<PublishedVersion> version = rowOf<PublishedVersion>(
        session_, "SELECT * FROM versions WHERE model_id = :id AND number = :number", modelId,
        number);
    if (version) {
        addDetails(*version);
    }
    return version;
}

void SqliteVersions::addDetails(PublishedVersion& version) {
    version.files = rowsOf<StatementFile>(session_,
                                          "SELECT name, size, sha256 FROM version_files "
                                          "WHERE model_id = :id AND number = :number ORDER BY name",
                                          version.modelId, version.number);
    version.parents =
        rowsOf<std::int64_t>(session_,
                             "SELECT parent FROM version_parents "
                             "WHERE model_id = :id AND number = :number ORDER BY parent",
                             version.modelId, version.number);
}

std::optional<std::int64_t> SqliteVersions::currentNumber(const std::string& modelId) {
    return rowOf<std::int64_t>(session_, "SELECT number FROM current_versions WHERE model_id = :id",
                               modelId);
}

std::optional<std::int64_t> SqliteVersions::greatestNumber(const std::string& modelId) {
    return rowOf<std::int64_t>(session_,
                               "SELECT number FROM versions WHERE model_id = :id "
                               "ORDER BY number DESC LIMIT 1",
                               modelId);
}

void SqliteVersions::add(const PublishedVersion& version) {
    if (find(version.modelId, version.number)) {
        throw Error(ErrorCode::AlreadyExists,
                    "there is already a " + nameOf(version.modelId, version.number));
    }
    execute(session_, "INSERT INTO models (id) VALUES (:id) ON CONFLICT DO NOTHING",
            version.modelId);
    executeReferring(session_, "there is no contribution " + version.contributionId,
                     "INSERT INTO versions (model_id, number, name, description, license, "
                     "created_ms, statement, signature, action, contribution_id, alpha, staleness) "
                     "VALUES (:model_id, :number, :name, :description, :license, :created_ms, "
                     ":statement, :signature, :action, :contribution_id, :alpha, :staleness)",
                     version);
    for (const StatementFile& file : version.files) {
        execute(session_,
                "INSERT INTO version_files (model_id, number, name, size, sha256) "
                "VALUES (:model_id, :number, :name, :size, :sha256)",
                version.modelId, version.number, file.file, static_cast<std::int64_t>(file.size),
                file.sha256);
    }
    for (const std::int64_t parent : version.parents) {
        executeReferring(session_, "there is no " + nameOf(version.modelId, parent),
                         "INSERT INTO version_parents (model_id, number, parent) "
                         "VALUES (:model_id, :number, :parent)",
                         version.modelId, version.number, parent);
    }
}

void SqliteVersions::setCurrent(const std::string& modelId, std::optional<std::int64_t> expected,
                                std::int64_t number) {
    // The foreign key: current_versions points at versions.
    const std::string notFound = "there is no " + nameOf(modelId, number);
    const std::size_t moved =
        expected ? executeReferring(session_, notFound,
                                    "UPDATE current_versions SET number = :number "
                                    "WHERE model_id = :id AND number = :expected",
                                    number, modelId, *expected)
                 : executeReferring(session_, notFound,
                                    "INSERT INTO current_versions (model_id, number) "
                                    "VALUES (:id, :number) ON CONFLICT DO NOTHING",
                                    modelId, number);
    if (moved != 1) {
        throw Error(ErrorCode::Conflict, "the current version of model " +
                                             quotedForMessage(modelId) + " moved meanwhile");
    }
}

} // namespace laurel
