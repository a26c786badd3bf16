#include "laurel/unet/unet_layout.h"

#include "laurel/json/field_reader.h"

#include <algorithm>
#include <array>
#include <string>

namespace laurel {

namespace {

constexpr std::array<std::string_view, 4> normNames{"group", "batch", "instance", "none"};
constexpr std::array<std::string_view, 4> upNames{"transposed", "bilinear", "nearest",
                                                  "max-unpooling"};
constexpr Bounds<std::int64_t> levelBounds{2, 6};
constexpr Bounds<std::int64_t> widthBounds{4, 256};

/// `widths` as they stand, or `depth` levels whose widths double from `width` up to the greatest.
std::vector<std::int64_t> readWidths(FieldReader& reader, int axes) {
    if (reader.has("widths")) {
        for (const char* other : {"depth", "width"}) {
            if (reader.has(other)) {
                reader.fail(other, "no such field beside widths, which says it all");
            }
        }
        return reader.integers("widths", {2, 6}, widthBounds);
    }
    const std::int64_t depth = reader.has("depth") ? reader.integer("depth", levelBounds) : 4;
    std::int64_t width = axes == 2 ? 24 : 16;
    if (reader.has("width")) {
        width = reader.integer("width", {widthBounds.low, 64});
    }
    std::vector<std::int64_t> widths;
    for (std::int64_t level = 0; level < depth; ++level) {
        widths.push_back(std::min(width << level, widthBounds.high));
    }
    return widths;
}

std::vector<std::int64_t> readDilations(FieldReader& reader, std::size_t levels) {
    if (!reader.has("dilations")) {
        return std::vector<std::int64_t>(levels, 1);
    }
    return reader.integers("dilations", {levels, levels}, {1, 16});
}

void requireDivisible(const FieldReader& reader, const UNetSettings& settings) {
    for (const std::int64_t width : settings.widths) {
        if (settings.norm != NormKind::Group || width % settings.groups == 0) {
            continue;
        }
        if (reader.has("widths")) {
            reader.fail("widths", "multiples of groups, " + std::to_string(settings.groups));
        }
        if (reader.has("width")) {
            reader.fail("width", "a multiple of groups, " + std::to_string(settings.groups));
        }
        reader.fail("groups", "a divisor of every width, also " + std::to_string(width));
    }
}

/// Adds the blocks of a U-Net to a list of tensors.
class Walk {
  public:
    explicit Walk(const UNetSettings& settings) : settings_(settings), list_(settings.axes) {}

    void block(const std::string& name, std::int64_t in, std::int64_t out) {
        const bool bias = settings_.norm == NormKind::None;
        list_.convolution(name + ".conv1", in, out, 3, bias);
        list_.norm(name + ".norm1", settings_.norm, out);
        list_.convolution(name + ".conv2", out, out, 3, bias);
        list_.norm(name + ".norm2", settings_.norm, out);
        if (settings_.residual && in != out) {
            list_.convolution(name + ".shortcut", in, out, 1, false);
        }
    }

    void up(const std::string& name, std::int64_t in, std::int64_t width) {
        if (settings_.up == UNetUp::Transposed) {
            list_.transposedConvolution(name + ".up", in, width, 2);
        } else {
            list_.convolution(name + ".up", in, width, 1, true);
        }
        block(name + ".block", 2 * width, width);
    }

    std::vector<TensorSpec> finish(std::int64_t in, std::int64_t classes) {
        list_.convolution("head", in, classes, 1, true);
        return list_.take();
    }

  private:
    const UNetSettings& settings_;
    TensorList list_;
};

} // namespace

UNetSettings parseUNetSettings(const nlohmann::json& hyperparameters, int axes) {
    FieldReader reader(hyperparameters, "manifest.json", "plugin.hyperparameters");
    UNetSettings settings;
    settings.axes = axes;
    settings.widths = readWidths(reader, axes);
    settings.dilations = readDilations(reader, settings.widths.size());
    if (reader.has("norm")) {
        settings.norm = static_cast<NormKind>(reader.choice("norm", normNames));
    }
    if (reader.has("groups")) {
        settings.groups = reader.integer("groups", {1, 256});
    }
    if (reader.has("residual")) {
        settings.residual = reader.boolean("residual");
    }
    if (reader.has("up")) {
        settings.up = static_cast<UNetUp>(reader.choice("up", upNames));
    }
    if (reader.has("dropout")) {
        settings.dropout = reader.number("dropout", {0, 0.8});
    }
    reader.requireNoOthers();
    requireDivisible(reader, settings);
    return settings;
}

std::vector<TensorSpec> describeUNet(const UNetSettings& settings, std::int64_t channels,
                                     std::int64_t classes) {
    Walk walk(settings);
    std::int64_t in = channels;
    for (std::size_t level = 0; level < settings.widths.size(); ++level) {
        walk.block("encoder." + std::to_string(level), in, settings.widths[level]);
        in = settings.widths[level];
    }
    for (std::size_t level = settings.widths.size() - 1; level-- > 0;) {
        walk.up("decoder." + std::to_string(level), in, settings.widths[level]);
        in = settings.widths[level];
    }
    return walk.finish(in, classes);
}

} // namespace laurel
