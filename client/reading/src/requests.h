#pragma once

#include "laurel/reading/image_files.h"

#include <cstdint>
#include <string>

namespace laurel {

enum class ReaderTask { Find, Load, Labels };

/// What the reader's process is asked to do.
struct ReaderRequest {
    ReaderTask task = ReaderTask::Find;
    ImageRequest image = {};            ///< of Find and Labels the path alone
    Pictures pictures = Pictures::None; ///< of Find
    bool wantsPicture = false;          ///< of Load: image.picture stays with the owner
    std::optional<Geometry> grid = {};  ///< of Labels
    std::filesystem::path table = {};   ///< of Labels
    std::uint64_t memory = 0;           ///< bytes of address space; 0: no bound
};

/// One line of JSON. Paths may hold any bytes, so they travel as hexadecimal digits.
std::string toText(const ReaderRequest& request);
/// @throws Error InvalidInput
ReaderRequest requestFrom(const std::string& text);

} // namespace laurel
