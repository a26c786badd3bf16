// Whatever is accepted must survive writing and reading again, byte for byte.
#include "laurel/base/error.h"
#include "laurel/weights/safetensors.h"

#include <cstdint>
#include <cstdlib>

namespace {

laurel::StateDict parse(std::span<const std::byte> bytes) {
    return laurel::parseSafetensors(bytes, "fuzz");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        const laurel::StateDict state = parse(std::as_bytes(std::span(data, size)));
        const std::vector<std::byte> canonical = laurel::serializeSafetensors(state);
        const laurel::StateDict again = parse(canonical);
        if (!(again == state) || laurel::serializeSafetensors(again) != canonical) {
            std::abort();
        }
    } catch (const laurel::Error& error) {
        if (error.code() == laurel::ErrorCode::Internal) {
            std::abort();
        }
    }
    return 0;
}
