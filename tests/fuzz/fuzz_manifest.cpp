// Whatever is accepted must survive writing and reading again.
#include "laurel/base/error.h"
#include "laurel/package/manifest.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    try {
        const std::string canonical =
            laurel::serializeManifest(laurel::parseManifest(text, "fuzz"));
        try {
            if (laurel::serializeManifest(laurel::parseManifest(canonical, "again")) != canonical) {
                std::abort();
            }
        } catch (const laurel::Error& error) {
            // Indented text may pass the size limit that the input kept.
            if (error.code() != laurel::ErrorCode::LimitExceeded) {
                std::abort();
            }
        }
    } catch (const laurel::Error&) {
        return 0; // refused, as most of what comes here should be
    }
    return 0;
}
