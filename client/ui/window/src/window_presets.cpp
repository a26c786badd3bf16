#include "window_presets.h"

#include <QCoreApplication>

#include <array>

namespace laurel::ui {

std::span<const WindowPreset> windowPresets() {
    static const std::array presets{
        WindowPreset{Command::AutoWindow, QT_TRANSLATE_NOOP("Laurel", "Auto 2–98 %"), std::nullopt,
                     2, 98},
        WindowPreset{Command::WidePercentiles, QT_TRANSLATE_NOOP("Laurel", "Wide 0.5–99.5 %"),
                     std::nullopt, 0.5, 99.5},
        WindowPreset{Command::FullRange, QT_TRANSLATE_NOOP("Laurel", "Full range"), std::nullopt, 0,
                     100},
        WindowPreset{Command::WindowSoftTissue, QT_TRANSLATE_NOOP("Laurel", "Soft tissue"),
                     GreyWindow{400, 40}},
        WindowPreset{Command::WindowBone, QT_TRANSLATE_NOOP("Laurel", "Bone"),
                     GreyWindow{1800, 400}},
        WindowPreset{Command::WindowLung, QT_TRANSLATE_NOOP("Laurel", "Lung"),
                     GreyWindow{1500, -600}},
        WindowPreset{Command::WindowFat, QT_TRANSLATE_NOOP("Laurel", "Fat"),
                     GreyWindow{160, -110}}};
    return presets;
}

bool mayBeHounsfield(const Volume& image) {
    return image.modality == "CT" || image.modality.empty();
}

std::vector<const WindowPreset*> presetsFor(const Volume& image) {
    std::vector<const WindowPreset*> found;
    for (const WindowPreset& preset : windowPresets()) {
        if (!preset.hounsfield || mayBeHounsfield(image)) {
            found.push_back(&preset);
        }
    }
    return found;
}

GreyWindow windowOf(const WindowPreset& preset, const Volume& image, std::int64_t frame) {
    return preset.hounsfield ? *preset.hounsfield
                             : percentileWindow(image, frame, preset.low, preset.high);
}

} // namespace laurel::ui
