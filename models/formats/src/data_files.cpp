#include "data_files.h"

#include "laurel/base/error.h"
#include "laurel/base/text.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <string_view>

namespace laurel {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t maxCompression = 1032; // what deflate can reach at most
constexpr std::size_t maxHeaderBytes = std::size_t{1} << 20;

/// What a text header says of where and how the samples are stored.
struct DataPlace {
    std::string file; ///< empty: behind the header
    bool isRaw = false;
};

std::string trimmed(std::string_view text) {
    const auto isSpace = [](char letter) {
        return letter == ' ' || letter == '\t' || letter == '\r';
    };
    while (!text.empty() && isSpace(text.front())) {
        text.remove_prefix(1);
    }
    while (!text.empty() && isSpace(text.back())) {
        text.remove_suffix(1);
    }
    return std::string(text);
}

std::string lowerCase(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    });
    return text;
}

/// Calls visit(key, value) for the header's lines until it returns true, which ends the header.
template <typename Visit>
void forEachField(const fs::path& path, char separator, Visit visit) {
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        throw Error(fs::exists(path) ? ErrorCode::Io : ErrorCode::NotFound,
                    "cannot open " + path.string());
    }
    std::array<char, 65536> line{};
    for (std::size_t total = 0; total < maxHeaderBytes && file.getline(line.data(), line.size());) {
        const std::string_view text(line.data());
        total += static_cast<std::size_t>(file.gcount());
        const std::size_t split = text.find(separator);
        const std::string key = lowerCase(trimmed(text.substr(0, split)));
        const bool hasValue = split != std::string_view::npos;
        if (visit(key, hasValue ? trimmed(text.substr(split + 1)) : std::string())) {
            return;
        }
    }
    throw Error(ErrorCode::InvalidInput, path.string() + ": the header has no end");
}

/// NRRD: "key: value" lines up to an empty one, or to the end where the data are elsewhere.
DataPlace nrrdPlace(const fs::path& path) {
    DataPlace place;
    try {
        forEachField(path, ':', [&](const std::string& key, const std::string& value) {
            if (key == "data file" || key == "datafile") {
                place.file = value;
            }
            if (key == "encoding") {
                place.isRaw = value == "raw";
            }
            return key.empty();
        });
    } catch (const Error& error) {
        if (error.code() != ErrorCode::InvalidInput || place.file.empty()) {
            throw;
        }
    }
    return place;
}

/// MetaImage: "Key = value" lines, of which ElementDataFile is the last.
DataPlace metaPlace(const fs::path& path) {
    DataPlace place{"", true};
    forEachField(path, '=', [&](const std::string& key, const std::string& value) {
        if (key == "compresseddata") {
            place.isRaw = lowerCase(value) != "true";
        }
        if (key == "binarydata" && lowerCase(value) != "true") {
            place.isRaw = false;
        }
        if (key == "elementdatafile") {
            place.file = value == "LOCAL" || value == "Local" || value == "local" ? "" : value;
        }
        return key == "elementdatafile";
    });
    return place;
}

DataPlace placeOf(const fs::path& path, ItkFormat format) {
    switch (format) {
    case ItkFormat::Nrrd:
        return nrrdPlace(path);
    case ItkFormat::MetaImage:
        return metaPlace(path);
    case ItkFormat::Gipl:
    case ItkFormat::Minc:
        break;
    }
    return {}; // in the file itself, perhaps compressed
}

fs::path siblingFile(const fs::path& path, const std::string& name) {
    const bool severalFiles = name.find_first_of(" %") != std::string::npos || name == "LIST";
    const bool elsewhere = name.find_first_of("/\\") != std::string::npos || name == "..";
    if (severalFiles || elsewhere) {
        throw Error(ErrorCode::Unsupported,
                    path.string() +
                        ": the samples must lie in one file of the same folder, not in " +
                        quotedForMessage(name));
    }
    return path.parent_path() / name;
}

std::uint64_t fileSize(const fs::path& path) {
    std::error_code failure;
    const std::uint64_t size = fs::file_size(path, failure);
    if (failure) {
        throw Error(fs::exists(path) ? ErrorCode::Io : ErrorCode::NotFound,
                    "cannot read " + path.string() + ": " + failure.message());
    }
    return size;
}

} // namespace

std::uint64_t mostSampleBytes(const fs::path& path, ItkFormat format) {
    const DataPlace place = placeOf(path, format);
    const std::uint64_t size = fileSize(place.file.empty() ? path : siblingFile(path, place.file));
    return place.isRaw ? size : size * maxCompression;
}

fs::path detachedDataFile(const fs::path& path, ItkFormat format) {
    const DataPlace place = placeOf(path, format);
    return place.file.empty() ? fs::path() : siblingFile(path, place.file);
}

} // namespace laurel
