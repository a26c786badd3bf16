// A journal's steps: what is accepted means one thing only, and undoing it is what it says.
#include "laurel/base/error.h"
#include "laurel/edit/edit_delta.h"

#include <cstdint>
#include <cstdlib>

namespace {

/// An accepted delta either does not fit these labels and changes nothing, or comes back whole.
void applyBothWays(const laurel::EditDelta& delta) {
    laurel::LabelMap labels(laurel::Geometry({16, 16, 4}, {1, 1, 1}), 2);
    const laurel::LabelMap before = labels;
    try {
        delta.redo(labels);
    } catch (const laurel::Error&) {
        if (!(labels == before)) {
            std::abort();
        }
        return;
    }
    delta.undo(labels);
    if (!(labels == before)) {
        std::abort();
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto bytes = std::as_bytes(std::span(data, size));
    try {
        const laurel::EditDelta delta = laurel::EditDelta::fromBytes(bytes);
        if (!(laurel::EditDelta::fromBytes(delta.toBytes()) == delta)) {
            std::abort();
        }
        applyBothWays(delta);
    } catch (const laurel::Error&) {
        return 0; // refused, as most of what comes here should be
    }
    return 0;
}
