#pragma once

#include "laurel/base/error.h"

#include <string>
#include <utility>

namespace laurel {

/// Turns the exception being handled into laurel::Error: laurel::Error as it is, c10::Error and
/// others into Internal, lack of memory into LimitExceeded. `what` begins the message.
/// Precondition: called inside a catch block.
[[noreturn]] void rethrowAsError(const std::string& what);

/// Runs work; whatever it throws leaves as laurel::Error. For every call that reaches LibTorch.
template <typename Work>
decltype(auto) translatingTorchErrors(const std::string& what, Work&& work) {
    try {
        return std::forward<Work>(work)();
    } catch (...) {
        rethrowAsError(what);
    }
}

} // namespace laurel
