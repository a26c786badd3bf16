#pragma once

#include "laurel/edit/edit_history.h"
#include "laurel/imaging/geometry.h"
#include "laurel/workflow/case.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace laurel {

/// The content of case.json.
struct CaseDocument {
    std::string name;
    std::int64_t save = 1;      ///< the number of the labels, and of the first journal after them
    std::uint64_t sequence = 0; ///< of the last record of a journal that is in the labels
    std::string modified;       ///< ISO 8601, UTC
    ImageReference image;
    Geometry grid;
    int layers = 1;
    SegmentTable table;
    std::vector<SliceState> slices;
    std::optional<ModelUse> model;
    bool automatic = false; ///< whether a file of the save holds what models made
};

/// All but save, sequence and modified.
CaseDocument documentOf(const Case& openCase);

std::string serialize(const CaseDocument& document);
/// @param file for messages
/// @throws Error InvalidInput, LimitExceeded; Unsupported for another major format
CaseDocument parseCaseDocument(std::string_view text, const std::string& file);

/// The text of a folder's case.json. @throws Error NotFound, Io, InvalidInput, LimitExceeded
std::string readDocumentText(const std::filesystem::path& folder);

std::string isoTimeNow(); ///< "2025-11-26T13:05:12.345Z"

} // namespace laurel
