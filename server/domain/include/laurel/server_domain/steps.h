#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace laurel {

/// Told after each step of the server's work that was made durable, such as "contribution.received"
/// with the contribution's id. For logs, and for tests that end the process there. Called in the
/// thread that did the work; must not throw.
using StepObserver = std::function<void(std::string_view step, const std::string& subject)>;

} // namespace laurel
