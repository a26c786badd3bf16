#include "case_files.h"

#include "plain_text.h"
#include "system_call.h"

#include <algorithm>
#include <charconv>

namespace laurel {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view labelsStem = "labels-";
constexpr std::string_view labelsEnd = ".nii.gz";
constexpr std::string_view automaticStem = "automatic-";
constexpr std::string_view journalStem = "journal-";

/// A number as written by us: digits alone, no leading zero.
std::optional<std::int64_t> wholeNumber(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool ours = fault == std::errc{} && end == text.data() + text.size() && number >= 0 &&
                      std::to_string(number) == text;
    return ours ? std::optional(number) : std::nullopt;
}

} // namespace

std::string labelsName(std::int64_t number, int layer) {
    return std::string(labelsStem) + std::to_string(number) + "-" + std::to_string(layer) +
           std::string(labelsEnd);
}

std::string automaticName(std::int64_t number) {
    return std::string(automaticStem) + std::to_string(number);
}

std::string journalName(std::int64_t number) {
    return std::string(journalStem) + std::to_string(number);
}

std::optional<std::int64_t> numberOfLabels(std::string_view name) {
    if (name.starts_with(automaticStem)) {
        return wholeNumber(name.substr(automaticStem.size()));
    }
    if (!name.starts_with(labelsStem) || !name.ends_with(labelsEnd)) {
        return std::nullopt;
    }
    name.remove_prefix(labelsStem.size());
    name.remove_suffix(labelsEnd.size());
    const std::size_t dash = name.find('-');
    if (dash == std::string_view::npos || !wholeNumber(name.substr(dash + 1))) {
        return std::nullopt;
    }
    return wholeNumber(name.substr(0, dash));
}

std::optional<std::int64_t> numberOfJournal(std::string_view name) {
    return name.starts_with(journalStem) ? wholeNumber(name.substr(journalStem.size()))
                                         : std::nullopt;
}

std::vector<std::string> namesInFolder(const fs::path& folder) {
    std::vector<std::string> names;
    std::error_code fault;
    for (fs::directory_iterator entry(folder, fault), end; !fault && entry != end;
         entry.increment(fault)) {
        names.push_back(entry->path().filename().string());
    }
    if (fault == std::errc::no_such_file_or_directory) {
        throw Error(ErrorCode::NotFound, "there is no folder " + folder.string());
    }
    throwIf("read", folder, fault);
    std::sort(names.begin(), names.end());
    return names;
}

std::vector<std::int64_t> journalNumbers(const fs::path& folder) {
    std::vector<std::int64_t> numbers;
    for (const std::string& name : namesInFolder(folder)) {
        if (const auto number = numberOfJournal(name)) {
            numbers.push_back(*number);
        }
    }
    std::sort(numbers.begin(), numbers.end());
    return numbers;
}

std::vector<std::int64_t> pastJournals(const fs::path& folder, std::int64_t save) {
    std::vector<std::int64_t> numbers = journalNumbers(folder);
    std::erase_if(numbers, [&](std::int64_t number) { return number >= save; });
    std::uint64_t bytes = 0;
    auto first = numbers.end();
    while (first != numbers.begin() && numbers.end() - first < mostPastJournals) {
        std::error_code fault;
        const std::uint64_t size = fs::file_size(folder / journalName(*(first - 1)), fault);
        if (fault || size == 0 || size > mostPastBytes - bytes) { // an empty one lost its steps
            break;
        }
        bytes += size;
        --first;
    }
    numbers.erase(numbers.begin(), first);
    return numbers;
}

std::int64_t highestNumber(const fs::path& folder) {
    std::int64_t highest = 0;
    for (const std::string& name : namesInFolder(folder)) {
        highest = std::max(
            {highest, numberOfJournal(name).value_or(0), numberOfLabels(name).value_or(0)});
    }
    return highest;
}

void requirePlainFile(const fs::path& path) {
    std::error_code fault;
    const fs::file_type type = fs::symlink_status(path, fault).type();
    if (type == fs::file_type::not_found) {
        throw Error(ErrorCode::NotFound, path.string() + " is missing");
    }
    throwIf("read", path, fault);
    if (type != fs::file_type::regular) {
        throw Error(ErrorCode::InvalidInput, path.string() + " is not a regular file");
    }
}

fs::path freeRestName(const fs::path& folder, std::int64_t number) {
    for (int i = 1;; ++i) {
        fs::path path = folder / (journalName(number) + "-rest-" + std::to_string(i));
        std::error_code fault;
        if (fs::symlink_status(path, fault).type() == fs::file_type::not_found) {
            return path;
        }
        throwIf("read", path, fault);
    }
}

std::string folderNameFor(std::string_view caseName) {
    constexpr std::size_t mostBytes = 80;
    std::string name = plainText(caseName, mostBytes);
    std::replace_if(
        name.begin(), name.end(),
        [](char c) { return std::string_view("/\\:*?\"<>|").find(c) != std::string_view::npos; },
        '-');
    name.erase(0, std::min(name.find_first_not_of(". "), name.size()));
    name.erase(name.find_last_not_of(". ") + 1);
    return name.empty() ? "case" : name;
}

} // namespace laurel
