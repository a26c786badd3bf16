#include "laurel/synthesis/contrast.h"

#include "laurel/base/error.h"

namespace laurel {

std::string_view toString(Contrast contrast) noexcept {
    switch (contrast) {
    case Contrast::ProtonDensity:
        return "pd";
    case Contrast::T1:
        return "t1";
    case Contrast::T2:
        return "t2";
    case Contrast::Random:
        return "random";
    }
    return "random";
}

Contrast contrastFromString(const std::string& text) {
    for (const Contrast contrast :
         {Contrast::ProtonDensity, Contrast::T1, Contrast::T2, Contrast::Random}) {
        if (text == toString(contrast)) {
            return contrast;
        }
    }
    throw Error(ErrorCode::InvalidArgument,
                "contrast must be pd, t1, t2 or random, not '" + text + "'");
}

} // namespace laurel
