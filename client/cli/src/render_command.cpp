#include "case_input.h"
#include "overlay_picture.h"

#include "laurel/arrays/bundles.h"
#include "laurel/base/error.h"
#include "laurel/cli/commands.h"
#include "laurel/cli/console.h"
#include "laurel/formats/files.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace laurel::cli {

namespace {

constexpr int gap = 4;
constexpr std::size_t shownByDefault = 6;
constexpr int widestPicture = 2400;

LabelMap readLabelsOf(const std::filesystem::path& path, const Geometry& image) {
    LabelMap labels =
        formatName(path) == "numpy" ? readArrayLabels(path, {}, image) : readLabels(path);
    if (!labels.geometry().sameGridAs(image)) {
        throw Error(ErrorCode::InvalidInput, path.string() + " lies on another grid (" +
                                                 labels.geometry().describe() +
                                                 ") than the image (" + image.describe() + ")");
    }
    return labels;
}

std::vector<std::int64_t> chooseSlices(const std::optional<SliceRange>& range, std::int64_t count) {
    const std::int64_t first = range ? range->first : 0;
    const std::int64_t last = range ? range->last : count - 1;
    const auto available = static_cast<std::size_t>(last - first + 1);
    const std::size_t shown = range ? available : std::min(available, shownByDefault);
    std::vector<std::int64_t> slices;
    for (std::size_t i = 0; i < shown; ++i) {
        slices.push_back(first + static_cast<std::int64_t>((2 * i + 1) * available / (2 * shown)));
    }
    return slices;
}

int chooseColumns(int wanted, std::size_t tiles) {
    return wanted > 0 ? wanted : static_cast<int>(std::ceil(std::sqrt(static_cast<double>(tiles))));
}

} // namespace

void render(const RenderOptions& options, const Environment& environment) {
    if (options.output.extension() != ".png") {
        throw Error(ErrorCode::Unsupported,
                    options.output.string() + ": pictures are written as .png");
    }
    const Volume image = readImage(options.image, options.series, environment);
    const Geometry& geometry = image.geometry();
    const auto slices =
        chooseSlices(parseSlices(options.slices, geometry.size().z), geometry.size().z);
    std::optional<LabelMap> labels;
    std::optional<LabelMap> reference;
    if (options.labels) {
        labels = readLabelsOf(*options.labels, geometry);
    }
    if (options.reference) {
        reference = readLabelsOf(*options.reference, geometry);
    }
    const std::vector<float> values = image.toFloat();
    const TileContent content{values, geometry, automaticWindow(values),
                              labels ? &*labels : nullptr, reference ? &*reference : nullptr};

    const int columns = std::min<int>(chooseColumns(options.columns, slices.size()),
                                      static_cast<int>(slices.size()));
    TileSize size = tileSize(geometry, 2.5);
    const double shrink =
        std::min(1.0, static_cast<double>(widestPicture) / (columns * (size.width + gap)));
    size = tileSize(geometry, 2.5 * shrink);
    const int rows = (static_cast<int>(slices.size()) + columns - 1) / columns;
    Picture picture(columns * (size.width + gap) - gap, rows * (size.height + gap) - gap);
    for (std::size_t i = 0; i < slices.size(); ++i) {
        const int column = static_cast<int>(i) % columns;
        const int row = static_cast<int>(i) / columns;
        drawTile(picture, column * (size.width + gap), row * (size.height + gap), size, content,
                 slices[i]);
    }
    writePng(options.output, picture);
}

} // namespace laurel::cli
