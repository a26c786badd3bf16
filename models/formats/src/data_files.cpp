#include "data_files.h"

#include "gipl_header.h"
#include "hdf5_start.h"
#include "header_numbers.h"

#include "laurel/arrays/inflate.h"
#include "laurel/base/error.h"
#include "laurel/base/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <map>
#include <string_view>

namespace laurel {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t maxHeaderBytes = std::size_t{1} << 20;

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

std::uint64_t fileSize(const fs::path& path) {
    std::error_code failure;
    const std::uint64_t size = fs::file_size(path, failure);
    if (failure) {
        const bool isAbsent = failure == std::errc::no_such_file_or_directory;
        throw Error(isAbsent ? ErrorCode::NotFound : ErrorCode::Io,
                    "cannot read " + path.string() + ": " + failure.message());
    }
    return size;
}

bool startsWith(const fs::path& path, std::string_view signature) {
    std::string start(signature.size(), '\0');
    std::ifstream(path, std::ios::binary)
        .read(start.data(), static_cast<std::streamsize>(start.size()));
    return start == signature;
}

using HeaderLines = std::map<std::string, std::string>;

/// The "key separator value" lines of a text header, keys in lower case, up to the line for which
/// isLast(key) holds; that line is included. `end` gets the offset behind it.
template <typename IsLast>
HeaderLines readHeaderLines(const fs::path& path, char separator, std::uint64_t& end,
                            IsLast isLast) {
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        throw Error(fs::exists(path) ? ErrorCode::Io : ErrorCode::NotFound,
                    "cannot open " + path.string());
    }
    HeaderLines lines;
    std::array<char, 65536> line{};
    while (end < maxHeaderBytes && file.getline(line.data(), line.size())) {
        const std::string_view text(line.data());
        end += static_cast<std::uint64_t>(file.gcount());
        const std::size_t split = text.find(separator);
        const bool hasValue = split != std::string_view::npos;
        const std::string key = lowerCase(trimmed(text.substr(0, split)));
        lines.emplace(key, hasValue ? trimmed(text.substr(split + 1)) : std::string());
        if (isLast(key)) {
            return lines;
        }
    }
    if (lines.contains("data file") || lines.contains("datafile")) {
        return lines; // a detached NRRD header may end with its file
    }
    throw Error(ErrorCode::InvalidInput, path.string() + ": the header has no end");
}

std::string valueOf(const HeaderLines& lines, const std::string& key) {
    const auto found = lines.find(key);
    return found == lines.end() ? std::string() : found->second;
}

std::int64_t integerOf(const HeaderLines& lines, const std::string& key, std::int64_t fallback,
                       const fs::path& path) {
    const std::string text = valueOf(lines, key);
    if (text.empty()) {
        return fallback;
    }
    std::int64_t value = 0;
    const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (status != std::errc{} || end != text.data() + text.size()) {
        throw Error(ErrorCode::InvalidInput, path.string() + ": " + key +
                                                 " must be a whole number, not " +
                                                 quotedForMessage(text));
    }
    return value;
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
    fs::path file = path.parent_path() / name;
    std::error_code failure; // names may be too long to be asked for
    if (!fs::is_regular_file(file, failure)) {
        throw Error(ErrorCode::NotFound, path.string() + ": its samples' file " +
                                             quotedForMessage(name) +
                                             " is not there; copy both files together");
    }
    return file;
}

[[noreturn]] void refuseEncoding(const fs::path& path, const std::string& encoding) {
    throw Error(ErrorCode::Unsupported, path.string() + ": samples stored as " +
                                            quotedForMessage(encoding) +
                                            "; raw and deflated ones are supported");
}

/// Before ITK sees them: it takes numbers for what they are.
void checkNrrdNumbers(const HeaderLines& lines, const fs::path& path) {
    for (const char* key : {"dimension", "space dimension", "sizes", "space directions",
                            "space origin", "measurement frame"}) {
        checkHeaderNumbers(valueOf(lines, key), key, path);
    }
    for (const char* key :
         {"spacings", "thicknesses", "axis mins", "axismins", "axis maxs", "axismaxs"}) {
        checkHeaderNumbers(valueOf(lines, key), key, path, true);
    }
}

void checkMetaNumbers(const HeaderLines& lines, const fs::path& path) {
    for (const char* key : {"ndims", "dimsize", "elementspacing", "elementsize", "offset",
                            "position", "origin", "transformmatrix", "rotation", "orientation",
                            "centerofrotation", "elementnumberofchannels", "headersize"}) {
        checkHeaderNumbers(valueOf(lines, key), key, path);
    }
}

/// NRRD: "key: value" lines up to an empty one, or to the end where the samples are elsewhere.
SampleStorage locateNrrd(const fs::path& path) {
    SampleStorage storage{path};
    if (!startsWith(path, "NRRD000")) {
        throw Error(ErrorCode::InvalidInput, path.string() + ": is not NRRD");
    }
    const HeaderLines lines = readHeaderLines(path, ':', storage.offset,
                                              [](const std::string& key) { return key.empty(); });
    checkNrrdNumbers(lines, path);
    const std::string encoding = lowerCase(valueOf(lines, "encoding"));
    storage.isDeflated = encoding == "gzip" || encoding == "gz";
    if (!storage.isDeflated && encoding != "raw") {
        refuseEncoding(path, encoding);
    }
    const std::string file = valueOf(lines, lines.contains("datafile") ? "datafile" : "data file");
    if (!file.empty()) {
        storage.file = siblingFile(path, file);
        storage.offset = 0;
    }
    for (const char* skip : {"line skip", "lineskip", "byte skip", "byteskip"}) {
        if (integerOf(lines, skip, 0, path) > 0) {
            throw Error(ErrorCode::Unsupported, path.string() + ": " + skip);
        }
    }
    return storage;
}

/// MetaImage: "Key = value" lines, of which ElementDataFile is the last.
SampleStorage locateMeta(const fs::path& path) {
    SampleStorage storage{path};
    const HeaderLines lines = readHeaderLines(
        path, '=', storage.offset, [](const std::string& key) { return key == "elementdatafile"; });
    checkMetaNumbers(lines, path);
    if (lowerCase(valueOf(lines, "binarydata")) != "true") {
        refuseEncoding(path, "text");
    }
    storage.isDeflated = lowerCase(valueOf(lines, "compresseddata")) == "true";
    const std::string file = valueOf(lines, "elementdatafile");
    if (lowerCase(file) != "local") {
        storage.file = siblingFile(path, file);
        // -1 stands for "whatever is before the samples".
        const std::int64_t header = integerOf(lines, "headersize", 0, path);
        storage.offset = static_cast<std::uint64_t>(std::max<std::int64_t>(header, 0));
    }
    const auto whole = static_cast<std::int64_t>(fileSize(storage.file));
    const std::int64_t rest = whole - static_cast<std::int64_t>(storage.offset);
    if (storage.isDeflated && integerOf(lines, "compresseddatasize", rest, path) != rest) {
        throw Error(ErrorCode::InvalidInput, path.string() + ": CompressedDataSize does not say " +
                                                 std::to_string(rest) + ", as the file has it");
    }
    return storage;
}

SampleStorage locateGipl(const fs::path& path) {
    const GiplHeader header = readGiplHeader(path);
    if (startsWith(path, "\x1F\x8B")) { // the header is compressed with the samples
        return {path, 0, true};
    }
    SampleStorage storage{path, GiplHeader::bytes, false};
    checkSamples(storage, header.sampleBytes);
    return storage;
}

} // namespace

std::optional<SampleStorage> locateSamples(const fs::path& path, ItkFormat format) {
    fileSize(path);
    switch (format) {
    case ItkFormat::Nrrd:
        return locateNrrd(path);
    case ItkFormat::MetaImage:
        return locateMeta(path);
    case ItkFormat::Gipl:
        return locateGipl(path);
    case ItkFormat::Minc:
        checkHdf5Start(path);
        break;
    }
    return std::nullopt;
}

void checkSamples(const SampleStorage& storage, std::uint64_t bytes) {
    const std::uint64_t whole = fileSize(storage.file);
    std::uint64_t found = whole - std::min(whole, storage.offset);
    if (storage.isDeflated) {
        constexpr std::uint64_t mostBytes = std::uint64_t{1} << 40;
        found = countInflated(storage.file, storage.offset, mostBytes);
    }
    if (found < bytes) {
        throw Error(ErrorCode::InvalidInput,
                    storage.file.string() + ": the header declares " + std::to_string(bytes) +
                        " bytes of samples, but there are " + std::to_string(found));
    }
}

} // namespace laurel
