#pragma once

#include "laurel/server_domain/metadata_store.h"

#include <string>

namespace laurel {

inline PublishedVersion exampleVersion(const std::string& modelId, std::int64_t number) {
    PublishedVersion version;
    version.modelId = modelId;
    version.number = number;
    version.name = "Bein's \"Modell\" " + std::to_string(number);
    version.description = "; DROP TABLE versions; -- läuft";
    version.license = "Apache-2.0";
    version.createdMs = 4'102'444'800'123; // beyond 32 bits
    version.statement = "{}";
    version.signature = std::string(128, '0');
    version.files = {{"manifest.json", 7, std::string(64, 'a')},
                     {"weights.safetensors", std::uint64_t{5} << 32, std::string(64, 'b')}};
    return version;
}

} // namespace laurel
