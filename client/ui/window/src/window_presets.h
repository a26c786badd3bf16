#pragma once

#include "commands.h"

#include "laurel/session/view_state.h"

#include <optional>
#include <span>
#include <vector>

namespace laurel::ui {

/// A choice of grey values: between two percentiles of the image, or fixed ones of CT in HU.
struct WindowPreset {
    Command command;
    const char* title; ///< to be translated where it is shown
    std::optional<GreyWindow> hounsfield;
    double low = 0; ///< percentiles, where nothing is fixed
    double high = 100;
};

/// All of them, in the order in which they are offered.
std::span<const WindowPreset> windowPresets();

/// Whether fixed values mean something in this image: it is CT, or nobody says what it is.
bool mayBeHounsfield(const Volume& image);

/// Those that make sense for this image.
std::vector<const WindowPreset*> presetsFor(const Volume& image);

/// Not inverted.
GreyWindow windowOf(const WindowPreset& preset, const Volume& image, std::int64_t frame);

} // namespace laurel::ui
