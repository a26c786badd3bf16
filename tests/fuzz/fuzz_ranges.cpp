// Any bytes as the headers that say which bytes are meant: Range, Content-Range, Upload-Offset,
// entity tags.
#include "byte_range.h"

#include "laurel/base/error.h"
#include "laurel/proto/contributions.h"

#include <cstdint>
#include <cstdlib>

namespace {

using namespace laurel;

void require(bool condition) {
    if (!condition) {
        std::abort();
    }
}

void tryRange(std::string_view header, std::uint64_t size) {
    try {
        if (const std::optional<ByteRange> range = parseByteRange(header, size)) {
            require(range->length == 0 ||
                    (range->offset < size && range->length <= size - range->offset));
        }
    } catch (const Error& error) {
        require(error.code() == ErrorCode::InvalidArgument);
    }
}

void tryContentRange(std::string_view header) {
    try {
        const ContentRange range = parseContentRange(header);
        require(range.first <= range.last && range.last < range.total);
        require(parseContentRange(toString(range)) == range && toString(range) == header);
    } catch (const Error& error) {
        require(error.code() == ErrorCode::InvalidInput);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    for (const std::uint64_t bytes :
         {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1000}, ~std::uint64_t{0}}) {
        tryRange(text, bytes);
    }
    tryContentRange(text);
    if (const std::optional<std::uint64_t> count = parseByteCount(text)) {
        require(std::to_string(*count) == text && *count < (std::uint64_t{1} << 50));
    }
    matchesEntityTag(text, "\"0123\"");
    return 0;
}
