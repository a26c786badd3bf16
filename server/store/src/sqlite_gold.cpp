#include "sqlite_statements.h"
#include "sqlite_tables.h"

#include "laurel/base/text.h"

namespace soci {

template <>
struct type_conversion<laurel::GoldCase> {
    using base_type = values;

    static void from_base(const values& row, indicator, laurel::GoldCase& gold) {
        gold.id = row.get<std::string>("id");
        gold.modelId = row.get<std::string>("model_id");
        gold.group = row.get<std::string>("group_name");
        gold.labels.clear();
        gold.slices = row.get<long long>("slices");
        gold.addedMs = row.get<long long>("added_ms");
        gold.imageSha256 = row.get<std::string>("image_sha256");
        gold.labelsSha256 = row.get<std::string>("labels_sha256");
    }
};

} // namespace soci

namespace laurel {

std::vector<GoldCase> SqliteGold::cases(const std::string& modelId) {
    std::vector<GoldCase> cases = rowsOf<GoldCase>(session_,
                                                   "SELECT * FROM gold_cases WHERE model_id = :id "
                                                   "AND removed_ms IS NULL ORDER BY id",
                                                   modelId);
    for (GoldCase& goldCase : cases) {
        addLabels(goldCase);
    }
    return cases;
}

std::optional<GoldCase> SqliteGold::find(const std::string& id) {
    std::optional<GoldCase> goldCase =
        rowOf<GoldCase>(session_, "SELECT * FROM gold_cases WHERE id = :id", id);
    if (goldCase) {
        addLabels(*goldCase);
    }
    return goldCase;
}

std::vector<std::string> SqliteGold::models() {
    return rowsOf<std::string>(session_, "SELECT DISTINCT model_id FROM gold_cases "
                                         "WHERE removed_ms IS NULL ORDER BY model_id");
}

void SqliteGold::addLabels(GoldCase& goldCase) {
    goldCase.labels = rowsOf<std::string>(
        session_, "SELECT label FROM gold_case_labels WHERE case_id = :id ORDER BY position",
        goldCase.id);
}

void SqliteGold::add(const GoldCase& goldCase) {
    if (find(goldCase.id)) {
        throw Error(ErrorCode::AlreadyExists,
                    "there is already a gold case " + quotedForMessage(goldCase.id));
    }
    executeReferring(session_, "there is no model " + quotedForMessage(goldCase.modelId),
                     "INSERT INTO gold_cases (id, model_id, group_name, slices, added_ms, "
                     "image_sha256, labels_sha256) VALUES (:id, :model_id, :group_name, :slices, "
                     ":added_ms, :image_sha256, :labels_sha256)",
                     goldCase.id, goldCase.modelId, goldCase.group, goldCase.slices,
                     goldCase.addedMs, goldCase.imageSha256, goldCase.labelsSha256);
    std::int64_t position = 0;
    for (const std::string& label : goldCase.labels) {
        execute(session_,
                "INSERT INTO gold_case_labels (case_id, position, label) "
                "VALUES (:case_id, :position, :label)",
                goldCase.id, position++, label);
    }
}

void SqliteGold::remove(const std::string& id, std::int64_t atMs) {
    if (execute(session_,
                "UPDATE gold_cases SET removed_ms = :at WHERE id = :id AND removed_ms IS NULL",
                atMs, id) != 1) {
        throw Error(ErrorCode::NotFound, "there is no gold case " + quotedForMessage(id));
    }
}

} // namespace laurel
