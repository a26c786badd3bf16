#include "automatic_file.h"

#include "whole_numbers.h"

#include "laurel/base/error.h"
#include "laurel/edit/edit_delta.h"

#include <algorithm>
#include <string_view>

namespace laurel {

namespace {

constexpr std::string_view magic = "LAURELA1";
constexpr std::size_t headBytes = 8; // of an entry: its slice, and how many bytes follow

[[noreturn]] void refuse(const std::string& file, const std::string& why) {
    throw Error(ErrorCode::InvalidInput, file + ": " + why);
}

/// What follows magic and check. @throws Error InvalidInput
std::span<const std::byte> bodyOf(std::span<const std::byte> bytes, const std::string& file) {
    const bool named = bytes.size() >= magic.size() + checkBytes &&
                       std::equal(magic.begin(), magic.end(), bytes.begin(),
                                  [](char c, std::byte b) { return b == std::byte(c); });
    if (!named || !isSealed(bytes, magic.size())) {
        refuse(file, "expected a sound file of automatic masks, but it is damaged");
    }
    return bytes.subspan(magic.size() + checkBytes);
}

} // namespace

std::vector<std::byte> bytesOf(const AutomaticMasks& masks) {
    std::vector<std::byte> bytes;
    for (const char c : magic) {
        bytes.push_back(static_cast<std::byte>(c));
    }
    putWhole(bytes, std::uint64_t{0}); // the check
    for (std::size_t slice = 0; slice < masks.size(); ++slice) {
        if (masks[slice].isKnown()) {
            const std::vector<std::byte> own = masks[slice].labels().toBytes();
            putWhole(bytes, static_cast<std::uint32_t>(slice));
            putWhole(bytes, static_cast<std::uint32_t>(own.size()));
            bytes.insert(bytes.end(), own.begin(), own.end());
        }
    }
    seal(bytes, magic.size());
    return bytes;
}

AutomaticMasks automaticMasksOf(std::span<const std::byte> bytes, const GridSize& grid, int layers,
                                const std::string& file) {
    std::span<const std::byte> rest = bodyOf(bytes, file);
    AutomaticMasks masks(static_cast<std::size_t>(grid.z));
    std::int64_t next = 0;
    while (!rest.empty()) {
        const std::int64_t slice = rest.size() < headBytes ? -1 : getWhole<std::uint32_t>(rest, 0);
        const std::size_t count = slice < 0 ? 0 : getWhole<std::uint32_t>(rest, 4);
        if (slice < next || slice >= grid.z || rest.size() - headBytes < count) {
            refuse(file, "expected slices in order up to " + std::to_string(grid.z) +
                             ", each whole, but after " + std::to_string(next) +
                             " comes something else");
        }
        const AutomaticSlice own(EditDelta::fromBytes(rest.subspan(headBytes, count)));
        if (!own.fits(layers, grid.x * grid.y)) {
            refuse(file, "slice " + std::to_string(slice) + " reaches beyond the grid");
        }
        masks[static_cast<std::size_t>(slice)] = own;
        next = slice + 1;
        rest = rest.subspan(headBytes + count);
    }
    return masks;
}

} // namespace laurel
