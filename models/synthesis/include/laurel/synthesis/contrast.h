#pragma once

#include <string>
#include <string_view>

namespace laurel {

/// What a synthetic MR image is weighted for. Random also draws fat-suppressed and arbitrary
/// contrasts, which a network should bear but which no one needs by name.
enum class Contrast { ProtonDensity, T1, T2, Random };

/// "pd", "t1", "t2", "random".
std::string_view toString(Contrast contrast) noexcept;
/// @throws Error InvalidArgument naming the four
Contrast contrastFromString(const std::string& text);

} // namespace laurel
