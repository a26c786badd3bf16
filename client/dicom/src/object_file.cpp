#include "object_file.h"

#include "dicom_libraries.h"
#include "dicom_text.h"
#include "laurel/base/error.h"
#include "nesting.h"

#include <dcmtk/dcmdata/dcistrmf.h>
#include <fstream>
#include <optional>
#include <string_view>
#include <vector>

namespace laurel {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t mostItems = 1'000'000;
constexpr std::uint64_t mostInflated = std::uint64_t{4} << 30;
constexpr std::size_t preamble = 132;
constexpr std::string_view deflated = "1.2.840.10008.1.2.1.99";

std::string headOf(const fs::path& path) {
    std::string head(8192, '\0');
    std::ifstream file(path, std::ios::binary);
    file.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(file.gcount()));
    return head;
}

/// Elements one after the other, little endian, as long as they are no sequences.
class PlainElements {
  public:
    PlainElements(std::string_view bytes, bool isExplicit)
        : rest_(bytes), isExplicit_(isExplicit) {}

    std::size_t left() const { return rest_.size(); }
    unsigned group() const { return rest_.size() < 8 ? 0 : number(0, 2); }
    unsigned element() const { return rest_.size() < 8 ? 0 : number(2, 2); }

    /// The value; none at the end, at a sequence, or where it is cut short.
    std::optional<std::string_view> next() {
        if (rest_.size() < 12) {
            return std::nullopt;
        }
        const std::string_view vr = rest_.substr(4, 2);
        const bool isLong = vr == "OB" || vr == "OW" || vr == "UN" || vr == "UT";
        const std::size_t start = isExplicit_ && isLong ? 12 : 8;
        const std::size_t length = !isExplicit_ ? number(4, 4)
                                   : isLong     ? number(8, 4)
                                                : number(6, 2);
        if (vr == "SQ" || length > rest_.size() - start) {
            return std::nullopt;
        }
        const std::string_view value = rest_.substr(start, length);
        rest_.remove_prefix(start + length);
        return value;
    }

  private:
    unsigned number(std::size_t at, int bytes) const {
        unsigned value = 0;
        for (int i = bytes - 1; i >= 0; --i) {
            value =
                value << 8 | static_cast<unsigned char>(rest_[at + static_cast<std::size_t>(i)]);
        }
        return value;
    }

    std::string_view rest_;
    bool isExplicit_;
};

/// What stands before the data set (PS3.10 7.1).
struct FileMeta {
    std::string sopClass;
    std::string transferSyntax;
    std::size_t end = 0; ///< where the data set starts
};

FileMeta metaOf(std::string_view head) {
    FileMeta meta;
    if (head.size() < preamble || head.substr(preamble - 4, 4) != "DICM") {
        return meta;
    }
    PlainElements elements(head.substr(preamble), true);
    while (elements.group() == 2) {
        const unsigned element = elements.element();
        const auto value = elements.next();
        if (!value) {
            break;
        }
        if (element == 0x0002) {
            meta.sopClass = splitValues(*value).front();
        } else if (element == 0x0010) {
            meta.transferSyntax = splitValues(*value).front();
        }
    }
    meta.end = head.size() - elements.left();
    return meta;
}

/// In a data set without a file header.
std::string bareSopClass(std::string_view head) {
    const auto isUpper = [](char c) { return c >= 'A' && c <= 'Z'; };
    const bool isExplicit = head.size() > 6 && isUpper(head[4]) && isUpper(head[5]);
    PlainElements elements(head, isExplicit);
    while (elements.group() == 8) {
        const unsigned element = elements.element();
        const auto value = elements.next();
        if (!value || element > 0x0016) {
            break;
        }
        if (element == 0x0016) {
            return splitValues(*value).front();
        }
    }
    return "";
}

[[noreturn]] void refuse(ErrorCode code, const fs::path& path, const std::string& why) {
    throw Error(code, path.string() + ": " + why);
}

void countInflated(const fs::path& path, std::size_t start, ItemCounter& counter) {
    DcmInputFileStream stream(path.c_str(), static_cast<offile_off_t>(start));
    std::vector<char> buffer(std::size_t{1} << 16);
    std::uint64_t total = 0;
    if (stream.installCompressionFilter(ESC_zlib).bad()) {
        refuse(ErrorCode::Unsupported, path, "deflated data sets are not supported");
    }
    while (stream.good() && !stream.eos()) {
        const auto count = stream.read(buffer.data(), static_cast<offile_off_t>(buffer.size()));
        if (count <= 0) {
            break;
        }
        total += static_cast<std::uint64_t>(count);
        counter.add({buffer.data(), static_cast<std::size_t>(count)});
        if (total > mostInflated) {
            refuse(ErrorCode::LimitExceeded, path, "more than 4 GiB when inflated");
        }
    }
}

std::uint64_t itemsInFile(const fs::path& path) {
    ItemCounter counter;
    const FileMeta meta = metaOf(headOf(path));
    if (meta.transferSyntax == deflated) {
        countInflated(path, meta.end, counter);
        return counter.items();
    }
    std::ifstream file(path, std::ios::binary);
    std::vector<char> buffer(std::size_t{1} << 16);
    while (file) {
        file.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
        counter.add({buffer.data(), static_cast<std::size_t>(file.gcount())});
    }
    return counter.items();
}

/// Called where the stack is deep enough; so are objects destroyed that would need it.
std::unique_ptr<DcmFileFormat> parse(const fs::path& path) {
    auto content = std::make_unique<DcmFileFormat>();
    const OFCondition read = content->loadFile(path.c_str());
    if (read.bad()) {
        refuse(ErrorCode::InvalidInput, path,
               "not a DICOM object, or damaged: " + std::string(read.text()));
    }
    if (nestingOf(*content->getDataset()) > deepestNesting) {
        refuse(ErrorCode::InvalidInput, path,
               "sequences nested more than " + std::to_string(deepestNesting) + " deep");
    }
    return content;
}

} // namespace

std::unique_ptr<DcmFileFormat> openObject(const fs::path& path) {
    prepareDicomLibraries();
    if (!fs::is_regular_file(path)) {
        throw Error(ErrorCode::NotFound, "there is no file " + path.string());
    }
    const std::uint64_t items = itemsInFile(path);
    if (items > mostItems) {
        refuse(ErrorCode::LimitExceeded, path,
               std::to_string(items) + " items of sequences, more than " +
                   std::to_string(mostItems));
    }
    std::unique_ptr<DcmFileFormat> content;
    withStackFor(items, [&] { content = parse(path); });
    return content;
}

std::string sopClassOf(const fs::path& path) {
    const std::string head = headOf(path);
    const FileMeta meta = metaOf(head);
    return meta.end > 0 ? meta.sopClass : bareSopClass(head);
}

} // namespace laurel
