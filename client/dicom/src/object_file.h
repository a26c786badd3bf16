#pragma once

#include <dcmtk/config/osconfig.h>

#include <dcmtk/dcmdata/dcdatset.h>
#include <dcmtk/dcmdata/dcfilefo.h>
#include <filesystem>
#include <memory>
#include <string>

namespace laurel {

/// Parses a whole file; large values stay in it until they are asked for.
/// @throws Error NotFound; InvalidInput where it is not DICOM, damaged or nested too deeply;
///         LimitExceeded for more than a million items or 4 GiB of inflated data
std::unique_ptr<DcmFileFormat> openObject(const std::filesystem::path& path);

/// The SOP class of a file by its first elements, without DCMTK; empty where it is not DICOM.
std::string sopClassOf(const std::filesystem::path& path);

} // namespace laurel
