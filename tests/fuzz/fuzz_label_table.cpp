// Any bytes as a table of labels: the first says of which kind, the rest is its text.
#include "laurel/base/error.h"
#include "laurel/base/text.h"
#include "laurel/formats/label_tables.h"

#include <array>
#include <cstdlib>

namespace {

void require(bool condition) {
    if (!condition) {
        std::abort();
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace laurel;
    constexpr std::array<const char*, 3> files{"a.txt", "a.csv", "a.tsv"};
    if (size == 0) {
        return 0;
    }
    const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
    try {
        for (const Segment& segment : parseLabelTable(text, files[data[0] % files.size()])) {
            require(segment.value > 0 && segment.layer == 0 && !segment.name.empty());
            require(isValidUtf8(segment.name) && !hasControlCharacter(segment.name));
        }
    } catch (const Error& error) {
        require(error.code() == ErrorCode::InvalidInput ||
                error.code() == ErrorCode::LimitExceeded);
    }
    return 0;
}
