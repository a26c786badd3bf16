#pragma once

#include <array>
#include <string_view>

/// The words of manifest and statement; lists are in the order of the enumerations they stand for.
namespace laurel {

inline constexpr std::string_view manifestFormat = "laurel-model/1";
inline constexpr std::string_view statementFormat = "laurel-version/1";
inline constexpr std::array<std::string_view, 2> modalityWords{"MR", "CT"};
inline constexpr std::array<std::string_view, 3> normalisationWords{"percentile", "z-score",
                                                                    "window"};
inline constexpr std::array<std::string_view, 4> lateralityWords{"bilateral-mirrored", "left",
                                                                 "right", "none"};

inline constexpr const char* idPattern =
    "1 to 64 of a-z, 0-9, _ and -, beginning with a letter or digit";
inline constexpr int mostLabels = 255;

} // namespace laurel
