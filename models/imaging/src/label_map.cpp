#include "laurel/imaging/label_map.h"

#include "laurel/base/error.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <set>

namespace laurel {

std::string toHex(const Color& color) {
    std::array<char, 8> text{};
    std::snprintf(text.data(), text.size(), "#%02X%02X%02X", color.red, color.green, color.blue);
    return text.data();
}

Color colorFromHex(const std::string& text) {
    const bool valid =
        text.size() == 7 && text[0] == '#' && std::all_of(text.begin() + 1, text.end(), [](char c) {
            return std::isxdigit(static_cast<unsigned char>(c)) != 0;
        });
    if (!valid) {
        throw Error(ErrorCode::InvalidInput, "a colour is written #RRGGBB, not \"" + text + "\"");
    }
    const unsigned long rgb = std::stoul(text.substr(1), nullptr, 16);
    return {static_cast<std::uint8_t>(rgb >> 16), static_cast<std::uint8_t>(rgb >> 8 & 0xFF),
            static_cast<std::uint8_t>(rgb & 0xFF)};
}

Color defaultColor(std::uint16_t value) {
    // The design's anatomical palette, in its own order.
    static constexpr std::array<std::uint32_t, 24> palette{
        0x7480ED, 0x7DE3F1, 0x3EB8FB, 0xD19D12, 0xF8D552, 0xF6819A, 0x33B599, 0xC0E480,
        0x808E1C, 0xD64B7B, 0xC09A5A, 0xEA7D87, 0xAA7A0F, 0xA39317, 0x7CE6A7, 0x04B8CA,
        0xB8B438, 0x4D79F3, 0x989BFD, 0xD4BCFF, 0x967CE1, 0xF3A1AD, 0x8D6CD8, 0xFDC2EC};
    const std::uint32_t rgb = palette[(value + palette.size() - 1) % palette.size()];
    return {static_cast<std::uint8_t>(rgb >> 16), static_cast<std::uint8_t>(rgb >> 8 & 0xFF),
            static_cast<std::uint8_t>(rgb & 0xFF)};
}

namespace {

std::string generatedName(std::uint16_t value) {
    return "Label " + std::to_string(value);
}

/// The values that occur, without background, ascending.
std::vector<std::uint16_t> valuesIn(std::span<const std::uint16_t> voxels) {
    std::vector<bool> occurs(std::size_t{1} << 16);
    std::uint16_t previous = 0;
    for (const std::uint16_t value : voxels) {
        if (value != previous) {
            occurs[value] = true;
            previous = value;
        }
    }
    std::vector<std::uint16_t> values;
    for (std::size_t value = 1; value < occurs.size(); ++value) {
        if (occurs[value]) {
            values.push_back(static_cast<std::uint16_t>(value));
        }
    }
    return values;
}

} // namespace

bool hasGeneratedName(const Segment& segment) {
    const std::string name = generatedName(segment.value);
    return segment.name.starts_with(name) &&
           segment.name.find_first_not_of('\'', name.size()) == std::string::npos;
}

LabelMap::LabelMap(Geometry geometry, int layers) : geometry_(geometry) {
    if (layers < 1) {
        throw Error(ErrorCode::InvalidArgument, "a label map has at least one layer");
    }
    layers_.assign(layers,
                   std::vector<std::uint16_t>(static_cast<std::size_t>(geometry_.size().voxels())));
}

LabelMap::LabelMap(Geometry geometry, std::vector<std::uint16_t> voxels) : geometry_(geometry) {
    if (voxels.size() != static_cast<std::size_t>(geometry_.size().voxels())) {
        throw Error(ErrorCode::InvalidInput, "a label map of " + geometry_.describe() +
                                                 " does not hold " + std::to_string(voxels.size()) +
                                                 " voxels");
    }
    layers_.push_back(std::move(voxels));
}

int LabelMap::addLayer() {
    layers_.emplace_back(layers_.front().size());
    return layers() - 1;
}

void LabelMap::addSegment(Segment segment) {
    if (segment.value == 0 || segment.layer < 0 || segment.layer >= layers() ||
        segment.name.empty()) {
        throw Error(ErrorCode::InvalidArgument,
                    "segment \"" + segment.name +
                        "\" needs a name, a value above 0 and an existing layer");
    }
    if (find(segment.layer, segment.value) != nullptr || findByName(segment.name) != nullptr) {
        throw Error(ErrorCode::InvalidArgument, "segment \"" + segment.name + "\" (value " +
                                                    std::to_string(segment.value) +
                                                    ") exists already");
    }
    segments_.push_back(std::move(segment));
}

const Segment* LabelMap::findByName(const std::string& name) const noexcept {
    const auto found = std::find_if(segments_.begin(), segments_.end(),
                                    [&](const Segment& s) { return s.name == name; });
    return found == segments_.end() ? nullptr : &*found;
}

const Segment* LabelMap::find(int layer, std::uint16_t value) const noexcept {
    const auto found = std::find_if(segments_.begin(), segments_.end(), [&](const Segment& s) {
        return s.layer == layer && s.value == value;
    });
    return found == segments_.end() ? nullptr : &*found;
}

std::vector<Segment> LabelMap::unlabelled() const {
    std::vector<Segment> result;
    std::set<std::string> taken;
    for (const Segment& segment : segments_) {
        taken.insert(segment.name);
    }
    for (int number = 0; number < layers(); ++number) {
        for (const std::uint16_t value : valuesIn(layer(number))) {
            if (find(number, value) == nullptr) {
                std::string name = generatedName(value);
                while (!taken.insert(name).second) {
                    name += '\'';
                }
                result.push_back({name, value, number, "", defaultColor(value), ""});
            }
        }
    }
    return result;
}

void LabelMap::nameUnlabelled() {
    for (Segment& segment : unlabelled()) {
        segments_.push_back(std::move(segment));
    }
}

std::vector<std::uint8_t> LabelMap::mask(const Segment& segment) const {
    const auto voxels = layer(segment.layer);
    std::vector<std::uint8_t> result(voxels.size());
    std::transform(voxels.begin(), voxels.end(), result.begin(), [&](std::uint16_t value) {
        return static_cast<std::uint8_t>(value == segment.value);
    });
    return result;
}

std::int64_t LabelMap::voxels(const Segment& segment) const {
    const auto voxels = layer(segment.layer);
    return std::count(voxels.begin(), voxels.end(), segment.value);
}

bool LabelMap::operator==(const LabelMap& other) const {
    return geometry_.sameGridAs(other.geometry_) && layers_ == other.layers_ &&
           segments_ == other.segments_;
}

} // namespace laurel
