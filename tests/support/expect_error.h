#pragma once

#include "laurel/base/error.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace laurel {

/// Runs `action` and expects an Error of this code whose message contains `text`.
template <typename Action>
void expectError(ErrorCode code, const std::string& text, const Action& action) {
    try {
        action();
        ADD_FAILURE() << "no error; expected " << toString(code) << " with \"" << text << '"';
    } catch (const Error& error) {
        EXPECT_EQ(toString(error.code()), toString(code)) << error.what();
        EXPECT_THAT(error.what(), ::testing::HasSubstr(text));
    }
}

/// "invalid_input: <the message>", to be compared or searched; "no error" when `action` throws
/// none.
template <typename Action>
std::string errorTextOf(const Action& action) {
    try {
        action();
    } catch (const Error& error) {
        return std::string(toString(error.code())) + ": " + error.what();
    }
    return "no error";
}

} // namespace laurel
