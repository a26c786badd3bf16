#pragma once

#include "laurel/workflow/case_gallery.h"

#include <filesystem>

namespace laurel {

inline constexpr const char* pictureName = "picture.ppm";

/// Beside the files of the save; whole or not at all. @throws Error Io
void writeCasePicture(const std::filesystem::path& folder, const CasePicture& picture);

} // namespace laurel
