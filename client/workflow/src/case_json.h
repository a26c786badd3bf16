#pragma once

#include "laurel/edit/edit_history.h"
#include "laurel/json/field_reader.h"
#include "laurel/workflow/case.h"

#include <string>
#include <vector>

/// Parts that case.json and the journal have in common, as docs/case-format.md says. Readers throw
/// Error InvalidInput naming file and field.
namespace laurel {

inline constexpr std::size_t mostDocumentBytes = std::size_t{64} << 20;

nlohmann::json toJson(const SegmentTable& table);
/// Each name and each (layer, value) once, layers below `layers`.
SegmentTable readTable(FieldReader& fields, const std::string& key, int layers);

nlohmann::json toJson(const std::vector<SegmentLook>& looks);
std::vector<SegmentLook> readLooks(FieldReader& fields, const std::string& key);

nlohmann::json toJson(const ModelUse& model);
ModelUse readModel(FieldReader fields);

SliceState readState(FieldReader& fields, const std::string& key);

/// One line of UTF-8.
std::string textOf(const nlohmann::json& document, int indent = -1);

} // namespace laurel
