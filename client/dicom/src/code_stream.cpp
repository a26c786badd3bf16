#include "code_stream.h"

namespace laurel {

namespace {

/// Big-endian fields of a byte string; 0 past its end.
class Fields {
  public:
    explicit Fields(std::string_view bytes) : bytes_(bytes) {}

    std::int64_t at(std::size_t position, int count) const {
        std::int64_t value = 0;
        for (int i = 0; i < count; ++i) {
            const std::size_t from = position + static_cast<std::size_t>(i);
            value =
                value << 8 | (from < bytes_.size() ? static_cast<unsigned char>(bytes_[from]) : 0);
        }
        return value;
    }

  private:
    std::string_view bytes_;
};

bool isFrameHeader(std::int64_t marker) {
    const bool isJpeg =
        marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    return isJpeg || marker == 0xF7;
}

} // namespace

std::optional<CodeStreamFrame> readJpegFrame(std::string_view bytes) {
    const Fields fields(bytes);
    if (fields.at(0, 2) != 0xFFD8) {
        return std::nullopt;
    }
    std::size_t at = 2;
    while (at + 4 <= bytes.size() && fields.at(at, 1) == 0xFF) {
        const std::int64_t marker = fields.at(at + 1, 1);
        if (marker == 0xFF) { // fill byte
            ++at;
        } else if (isFrameHeader(marker)) {
            return CodeStreamFrame{fields.at(at + 7, 2), fields.at(at + 5, 2),
                                   static_cast<int>(fields.at(at + 9, 1)),
                                   static_cast<int>(fields.at(at + 4, 1))};
        } else {
            at += 2 + static_cast<std::size_t>(fields.at(at + 2, 2));
        }
    }
    return std::nullopt;
}

std::optional<CodeStreamFrame> readJpeg2000Frame(std::string_view bytes) {
    const std::size_t start = bytes.find("\xFF\x4F\xFF\x51");
    if (start == std::string_view::npos) {
        return std::nullopt;
    }
    const Fields fields(bytes.substr(start));
    const bool hasOffsets = fields.at(16, 8) != 0 || fields.at(32, 8) != 0;
    const bool isSubsampled = fields.at(43, 2) != 0x0101;
    if (hasOffsets || isSubsampled) {
        return std::nullopt;
    }
    return CodeStreamFrame{fields.at(8, 4), fields.at(12, 4), static_cast<int>(fields.at(40, 2)),
                           static_cast<int>(fields.at(42, 1) & 0x7F) + 1};
}

} // namespace laurel
