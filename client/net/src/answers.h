#pragma once

#include "transport.h"

#include "laurel/base/error.h"

#include <string>

namespace laurel {

/// Throws what an answer that is no success means; see ServerClient.
/// @param server its address, which begins the message
[[noreturn]] void throwFailure(const HttpAnswer& answer, const std::string& server);

/// Runs a parser of laurel/proto on an answer. What it refuses is Unavailable: whatever answered is
/// not, or not now, a server that this client understands.
template <typename Parser>
auto parseAnswer(const HttpAnswer& answer, const std::string& server, const Parser& parser) {
    try {
        return parser(answer.body);
    } catch (const Error& error) {
        throw Error(ErrorCode::Unavailable, server + ": " + error.what());
    }
}

} // namespace laurel
