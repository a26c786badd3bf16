#include "laurel/server_domain/gold_cases.h"

#include "laurel/weights/crypto.h"

namespace laurel {

std::string digestOfGoldSet(const std::vector<GoldCase>& cases) {
    std::string text;
    for (const GoldCase& one : cases) {
        text += one.id + " " + one.imageSha256 + " " + one.labelsSha256 + "\n";
    }
    return sha256Hex(text);
}

} // namespace laurel
