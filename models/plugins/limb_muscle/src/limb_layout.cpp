#include "limb_layout.h"

#include "laurel/json/field_reader.h"

#include <string>
#include <string_view>

namespace laurel {

namespace {

constexpr std::array<std::string_view, 2> variantNames{"published", "slim"};

/// Multiples of 16, on which LibTorch's convolutions work.
constexpr LimbSettings slim{{16, 32, 64, 96, 192}, 384, NormKind::Group, 8};

/// Adds convolutions with their norms to a list of tensors.
class Walk {
  public:
    explicit Walk(const LimbSettings& settings) : settings_(settings) {}

    void convolution(const std::string& name, std::int64_t in, std::int64_t out,
                     std::int64_t kernel) {
        list_.convolution(name + ".conv", in, out, kernel, true);
        list_.norm(name + ".norm", settings_.norm, out);
    }

    void up(const std::string& name, std::int64_t in, std::int64_t out, std::int64_t factor) {
        list_.transposedConvolution(name + ".conv", in, out, factor);
        list_.norm(name + ".norm", settings_.norm, out);
    }

    void block(const std::string& name, std::int64_t in, std::int64_t out) {
        convolution(name + ".first", in, out, 3);
        convolution(name + ".second", out, out, 3);
    }

    std::vector<TensorSpec> finish(std::int64_t in, std::int64_t classes) {
        list_.convolution("head", in, classes, 1, true);
        return list_.take();
    }

  private:
    const LimbSettings& settings_;
    TensorList list_{2};
};

} // namespace

LimbSettings parseLimbSettings(const nlohmann::json& hyperparameters) {
    FieldReader reader(hyperparameters, "manifest.json", "plugin.hyperparameters");
    const bool isSlim = reader.has("variant") && reader.choice("variant", variantNames) == 1;
    reader.requireNoOthers();
    return isSlim ? slim : LimbSettings{};
}

std::vector<TensorSpec> describeLimbNet(const LimbSettings& settings, std::int64_t channels,
                                        std::int64_t classes) {
    Walk walk(settings);
    const auto& widths = settings.widths;
    walk.convolution("input", channels, widths[0], 1);
    for (std::size_t level = 0; level < widths.size(); ++level) {
        const std::string prefix = "encoder." + std::to_string(level);
        if (level > 0) {
            walk.convolution(prefix + ".down", widths[level - 1], widths[level], 2);
        }
        walk.block(prefix + ".block", widths[level], widths[level]);
    }
    walk.convolution("bottom", widths.back(), settings.bottomWidth, 3);
    std::int64_t in = settings.bottomWidth;
    for (std::size_t level = widths.size(); level-- > 0;) {
        const std::string prefix = "decoder." + std::to_string(level);
        walk.up(prefix + ".up", in, widths[level], level + 1 == widths.size() ? 3 : 2);
        walk.block(prefix + ".block", 2 * widths[level], widths[level]);
        in = widths[level];
    }
    return walk.finish(in, classes);
}

} // namespace laurel
