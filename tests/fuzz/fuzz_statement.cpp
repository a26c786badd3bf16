// A statement has one text only: what is accepted must be exactly what is written.
#include "laurel/base/error.h"
#include "laurel/package/key_succession.h"
#include "laurel/package/statement.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    try {
        if (laurel::serializeStatement(laurel::parseStatement(text, "fuzz")) != text) {
            std::abort();
        }
    } catch (const laurel::Error&) { // refused, as most of what comes here should be
    }
    try {
        const laurel::KeySuccession link = laurel::parseSuccession(text, "fuzz");
        laurel::followSuccessions(link.serverId, {{std::string(text), std::string(128, '0')}},
                                  link.to, "fuzz");
        std::abort(); // nobody signed it
    } catch (const laurel::Error&) {
    }
    return 0;
}
