#include "unet_layout.h"

#include "laurel/base/error.h"
#include "laurel/json/field_reader.h"

#include <array>
#include <string>

namespace laurel {

namespace {

constexpr std::array<std::string_view, 4> normNames{"group", "batch", "instance", "none"};
constexpr std::array<std::string_view, 2> upNames{"transposed", "bilinear"};

void requireDivisible(const FieldReader& reader, const UNetSettings& settings) {
    for (const std::int64_t width : settings.widths) {
        if (settings.norm != UNetNorm::Group || width % settings.groups == 0) {
            continue;
        }
        if (reader.has("widths")) {
            reader.fail("widths", "multiples of groups, " + std::to_string(settings.groups));
        }
        reader.fail("groups", "a divisor of every width, also " + std::to_string(width));
    }
}

/// Collects specs under a growing prefix.
class SpecList {
  public:
    SpecList(const UNetSettings& settings, std::vector<TensorSpec>& specs)
        : settings_(settings), specs_(specs) {}

    void add(const std::string& name, std::vector<std::int64_t> shape, DType dtype = DType::F32) {
        specs_.push_back({name, dtype, std::move(shape)});
    }

    void convolution(const std::string& name, std::int64_t in, std::int64_t out,
                     std::int64_t kernel, bool bias) {
        add(name + ".weight", {out, in, kernel, kernel});
        if (bias) {
            add(name + ".bias", {out});
        }
    }

    void norm(const std::string& name, std::int64_t width) {
        if (settings_.norm == UNetNorm::None) {
            return;
        }
        add(name + ".weight", {width});
        add(name + ".bias", {width});
        if (settings_.norm == UNetNorm::Batch) {
            add(name + ".running_mean", {width});
            add(name + ".running_var", {width});
            add(name + ".num_batches_tracked", {}, DType::I64);
        }
    }

    void block(const std::string& name, std::int64_t in, std::int64_t out) {
        const bool bias = settings_.norm == UNetNorm::None;
        convolution(name + ".conv1", in, out, 3, bias);
        norm(name + ".norm1", out);
        convolution(name + ".conv2", out, out, 3, bias);
        norm(name + ".norm2", out);
        if (settings_.residual && in != out) {
            convolution(name + ".shortcut", in, out, 1, false);
        }
    }

  private:
    const UNetSettings& settings_;
    std::vector<TensorSpec>& specs_;
};

} // namespace

UNetSettings parseUNetSettings(const nlohmann::json& hyperparameters) {
    FieldReader reader(hyperparameters, "manifest.json", "plugin.hyperparameters");
    UNetSettings settings;
    if (reader.has("widths")) {
        settings.widths = reader.integers("widths", {2, 6}, {4, 256});
    }
    if (reader.has("norm")) {
        settings.norm = static_cast<UNetNorm>(reader.choice("norm", normNames));
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
    std::vector<TensorSpec> specs;
    SpecList list(settings, specs);
    std::int64_t in = channels;
    for (std::size_t level = 0; level < settings.widths.size(); ++level) {
        list.block("encoder." + std::to_string(level), in, settings.widths[level]);
        in = settings.widths[level];
    }
    for (std::size_t level = settings.widths.size() - 1; level-- > 0;) {
        const std::int64_t width = settings.widths[level];
        const std::string prefix = "decoder." + std::to_string(level);
        if (settings.up == UNetUp::Transposed) {
            list.add(prefix + ".up.weight", {in, width, 2, 2});
            list.add(prefix + ".up.bias", {width});
        } else {
            list.convolution(prefix + ".up", in, width, 1, true);
        }
        list.block(prefix + ".block", 2 * width, width);
        in = width;
    }
    list.convolution("head", in, classes, 1, true);
    return specs;
}

} // namespace laurel
