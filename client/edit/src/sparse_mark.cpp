#include "laurel/edit/sparse_mark.h"

#include <array>

namespace laurel {

namespace {

constexpr std::array<std::string_view, 4> names{"", "Background", "Undefined", "Uncertain"};
constexpr std::array<Color, 4> colors{
    {{}, {0x66, 0x71, 0x7C}, {0x8E, 0x99, 0xA3}, {0xC9, 0xD1, 0xD8}}};

} // namespace

std::string_view nameOf(SparseMark mark) noexcept {
    return names[static_cast<std::size_t>(mark)];
}

SparseMark markOf(const Segment& segment) noexcept {
    for (std::size_t mark = 1; mark < names.size(); ++mark) {
        if (segment.name == names[mark]) {
            return static_cast<SparseMark>(mark);
        }
    }
    return SparseMark::Foreground;
}

Segment segmentFor(SparseMark mark, std::uint16_t value) {
    Segment segment;
    segment.name = std::string(nameOf(mark));
    segment.value = value;
    segment.color = colors[static_cast<std::size_t>(mark)];
    return segment;
}

} // namespace laurel
