#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The names of what lies in a case folder. All are made from numbers; none is read from a file.
namespace laurel {

inline constexpr const char* documentName = "case.json";
inline constexpr const char* lockName = "lock";

std::string labelsName(std::int64_t number, int layer); ///< "labels-3-0.nii.gz"
std::string automaticName(std::int64_t number);         ///< "automatic-3"
std::string journalName(std::int64_t number);           ///< "journal-3"

/// The number in the name of a file of labels or automatic masks (a journal); none for any other.
std::optional<std::int64_t> numberOfLabels(std::string_view name);
std::optional<std::int64_t> numberOfJournal(std::string_view name);

/// What the folder holds, ascending. @throws Error NotFound, Io
std::vector<std::string> namesInFolder(const std::filesystem::path& folder);
/// Ascending.
std::vector<std::int64_t> journalNumbers(const std::filesystem::path& folder);
/// Of all journals before a save that are kept, so that what was done before it can be undone when
/// the case is opened again.
inline constexpr std::uint64_t mostPastBytes = std::uint64_t{32} << 20;
inline constexpr std::ptrdiff_t mostPastJournals = 256; ///< one for each save
/// Ascending: the latest journals before the save, so many that take no more than that together.
std::vector<std::int64_t> pastJournals(const std::filesystem::path& folder, std::int64_t save);
/// The highest in any name; 0 where there is none.
std::int64_t highestNumber(const std::filesystem::path& folder);

/// A reader follows no link out of the folder. @throws Error NotFound; InvalidInput for anything
/// but
///         a regular file
void requirePlainFile(const std::filesystem::path& path);

/// A name for a new file beside a journal: "journal-3-rest-1".
std::filesystem::path freeRestName(const std::filesystem::path& folder, std::int64_t number);

/// A folder's name for a case of this name: no separator, no leading dot, at most 80 bytes.
std::string folderNameFor(std::string_view caseName);

} // namespace laurel
