#include "pixel_rows.h"

#include <algorithm>

namespace laurel {

std::int64_t PixelRows::runBlocks(std::int64_t columns) const {
    const std::int64_t blocks = columns * map_.layout.blocks();
    return blocks + blocks % 2;
}

std::int64_t PixelRows::floats(std::int64_t rows) const {
    // A run of an odd number of blocks is read to the end of the next one.
    const std::int64_t factors = rows * rowFactors() + kernels_.lanes;
    return factors * kernels_.factorBytes / static_cast<std::int64_t>(sizeof(float));
}

void PixelRows::read(const RunContext& context, std::int64_t first, std::int64_t rows,
                     float* scratch) const {
    auto* to = reinterpret_cast<std::byte*>(scratch);
    for (std::int64_t row = first; row < first + rows; ++row) {
        readRow(context, row, to);
        to += rowFactors() * kernels_.factorBytes;
    }
    std::fill_n(to, kernels_.lanes * kernels_.factorBytes, std::byte{});
}

void PixelRows::readRow(const RunContext& context, std::int64_t row, std::byte* to) const {
    const MapLayout& layout = map_.layout;
    const std::int64_t pixelBytes = pixelFactors() * kernels_.factorBytes;
    const bool isOutside = row < 0 || row >= layout.shape.rows;
    const std::int64_t begin = isOutside ? columns_ : std::min(padLeft_, columns_);
    const std::int64_t end = std::clamp(padLeft_ + layout.shape.columns, begin, columns_);
    std::fill_n(to, begin * pixelBytes, std::byte{});
    std::fill_n(to + end * pixelBytes, (columns_ - end) * pixelBytes, std::byte{});
    if (begin == end) {
        return;
    }
    const float* pixels = map_.in(context) + row * layout.shape.columns * layout.lanes;
    for (std::int64_t block = 0; block < layout.blocks(); ++block) {
        std::byte* own = to + begin * pixelBytes + block * layout.lanes * kernels_.factorBytes;
        kernels_.toFactors(pixels + block * layout.blockSize(), layout.lanes, end - begin, own,
                           pixelFactors());
    }
}

} // namespace laurel
