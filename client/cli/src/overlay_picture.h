#pragma once

#include "laurel/imaging/label_map.h"
#include "laurel/imaging/volume.h"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace laurel::cli {

/// An opaque picture: rows × columns × RGB.
struct Picture {
    Picture(int pictureWidth, int pictureHeight)
        : width(pictureWidth), height(pictureHeight),
          rgb(static_cast<std::size_t>(pictureWidth) * static_cast<std::size_t>(pictureHeight) *
              3) {}

    std::uint8_t* pixel(int x, int y) {
        return rgb.data() + (static_cast<std::size_t>(y) * width + x) * 3;
    }

    int width;
    int height;
    std::vector<std::uint8_t> rgb;
};

/// Grey values that become black and white.
struct Window {
    float low = 0;
    float high = 1;
};
/// From the 1st to the 99.5th percentile of what is above the minimum.
Window automaticWindow(const std::vector<float>& values);

/// What one tile shows: a slice along the third axis with square pixels, the image in grey, each
/// segment filled at 34 % with an outline in its colour, the reference (if any) as a white outline.
struct TileContent {
    const std::vector<float>& values; ///< of the whole volume, x fastest
    const Geometry& geometry;
    Window window;
    const LabelMap* labels = nullptr;    ///< on the same grid
    const LabelMap* reference = nullptr; ///< on the same grid
};

/// Size of a tile in which the smaller voxel side takes about `scale` pixels.
struct TileSize {
    int width = 0;
    int height = 0;
};
TileSize tileSize(const Geometry& geometry, double scale);

/// Draws slice `slice` with its corner at (left, top).
void drawTile(Picture& picture, int left, int top, TileSize size, const TileContent& content,
              std::int64_t slice);

/// @throws Error Io
void writePng(const std::filesystem::path& path, const Picture& picture);

} // namespace laurel::cli
