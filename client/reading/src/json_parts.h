#pragma once

#include "laurel/imaging/geometry.h"
#include "laurel/reading/image_files.h"

#include <filesystem>
#include <nlohmann/json.hpp>

/// JSON of what both requests and answers hold. What reads throws nlohmann's exceptions and Error.
namespace laurel {

nlohmann::json pathJson(const std::filesystem::path& path);
std::filesystem::path pathFrom(const nlohmann::json& json);

nlohmann::json geometryJson(const Geometry& geometry);
Geometry geometryFrom(const nlohmann::json& json);

nlohmann::json consentJson(const ReadingConsent& consent);
ReadingConsent consentFrom(const nlohmann::json& json);

/// Text whose bytes may not be UTF-8 comes out with replacement characters.
std::string dumped(const nlohmann::json& json);

} // namespace laurel
