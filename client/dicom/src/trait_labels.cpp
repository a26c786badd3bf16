#include "trait_labels.h"

#include "dicom_text.h"

#include <algorithm>
#include <utility>

namespace laurel {

namespace {

/// Values of ImageType (PS3.3 C.7.6.1.1.2, C.8.3.1.1.1 and what makers write) and what people call
/// them.
constexpr std::array<std::pair<std::string_view, std::string_view>, 14> imageTypes{{
    {"M", "magnitude"},
    {"P", "phase"},
    {"R", "real"},
    {"I", "imaginary"},
    {"W", "water"},
    {"F", "fat"},
    {"IP", "in phase"},
    {"OP", "opposed phase"},
    {"WATER", "water"},
    {"FAT", "fat"},
    {"IN_PHASE", "in phase"},
    {"OUT_PHASE", "opposed phase"},
    {"PHASE", "phase"},
    {"MAGNITUDE", "magnitude"},
}};

std::string wordFor(const std::string& value) {
    const auto* const found = std::ranges::find(imageTypes, std::string_view(value),
                                                [](const auto& e) { return e.first; });
    return found != imageTypes.end() ? std::string(found->second) : value;
}

bool holds(const std::string& imageType, const std::string& value) {
    const auto values = splitValues(imageType);
    return std::ranges::find(values, value) != values.end();
}

/// The values that not all of the image types have.
std::string imageTypeLabel(const std::vector<std::string>& all, const std::string& own) {
    std::string label;
    std::vector<std::string> told;
    for (const std::string& value : splitValues(own)) {
        const bool common =
            std::ranges::all_of(all, [&](const std::string& type) { return holds(type, value); });
        const std::string word = wordFor(value);
        if (!common && !word.empty() && std::ranges::find(told, word) == told.end()) {
            label += (label.empty() ? "" : " ") + word;
            told.push_back(word);
        }
    }
    return label;
}

std::string echoLabel(const SliceHeader& first, std::size_t rank) {
    const std::string& number = first.echoNumber;
    const std::string& time = first.trait(Trait::Echo);
    return "echo " + (number.empty() || number == "0" ? std::to_string(rank + 1) : number) +
           (time.empty() ? "" : " (TE " + time + " ms)");
}

} // namespace

bool traitLess(const std::string& a, const std::string& b) {
    const auto first = parseNumbers(a, 1);
    const auto second = parseNumbers(b, 1);
    if (first && second) {
        return first->front() < second->front();
    }
    return first || second ? first.has_value() : a < b; // numbers before words
}

std::string traitLabel(Trait trait, const std::vector<std::string>& values,
                       const SliceHeader& first, std::size_t rank) {
    const std::string& value = first.trait(trait);
    const std::string count = std::to_string(rank + 1);
    const std::string shown = value.empty() ? "none" : value;
    switch (trait) {
    case Trait::Stack:
        return "stack " + shown;
    case Trait::ImageType: {
        const std::string label = imageTypeLabel(values, value);
        return label.empty() ? "image type " + count : label;
    }
    case Trait::Echo:
        return echoLabel(first, rank);
    case Trait::Time:
        return "time " + count;
    case Trait::BValue:
        return "b " + shown;
    case Trait::Gradient:
        return "direction " + count;
    case Trait::InversionTime:
        return "TI " + shown + " ms";
    case Trait::FlipAngle:
        return "flip angle " + shown;
    case Trait::Acquisition:
        return "acquisition " + shown;
    case Trait::Trigger:
        return "trigger " + shown + " ms";
    case Trait::Dimension:
    case Trait::Place:
        break;
    }
    return (trait == Trait::Place ? "place " : "part ") + count;
}

} // namespace laurel
