#include "laurel/arrays/bundles.h"
#include "laurel/arrays/nifti.h"
#include "laurel/package/model_package.h"
#include "laurel/runtime/preprocessor.h"
#include "laurel/sdk/plugin_host.h"
#include "laurel/tracing/trace.h"
#include "mask_agreement.h"
#include "support/data_folder.h"
#include "wide_network.h"

#include <ATen/ATen.h>
#include <algorithm>
#include <c10/core/InferenceMode.h>
#include <gtest/gtest.h>

namespace laurel {

namespace {

constexpr std::size_t planesOfEach = 8;

struct ModelImage {
    std::string model;
    std::string file;
};

Volume read(const ModelImage& of, const ModelManifest& manifest) {
    const auto file = dataFolder() / of.file;
    Volume image = file.extension() == ".npz" ? readArrayVolume(file) : readNifti(file);
    image.modality = manifest.input.modality;
    return image;
}

/// What LibTorch and what the emulated bfloat16 of a processor say of some planes of a case.
class Compared {
  public:
    Compared(const ModelImage& of, const kernels::Set& products)
        : package_(ModelPackage::open(std::filesystem::path(LAUREL_SOURCE_DIR) / "models/packages" /
                                      of.model)),
          host_({PLUGIN_FOLDER}),
          network_(host_.loadNetwork(package_.manifest(), package_.weights())) {
        const PreparedCase prepared =
            Preprocessor(package_.manifest()).prepare(read(of, package_.manifest()), {}, {});
        const PlaneSize size = prepared.planeSize();
        WideNetwork halves(traceNetwork(*network_, {1, size.rows, size.columns}), products);
        const std::size_t count = prepared.placements().size();
        for (std::size_t i = 0; i < planesOfEach; ++i) {
            add(prepared.plane((2 * i + 1) * count / (2 * planesOfEach)), halves);
        }
    }

    double dice() const { return pooledDice(expected_, found_); }

  private:
    void add(const NetworkPlane& plane, WideNetwork& halves) {
        const c10::InferenceMode noGradients;
        const auto pixels = static_cast<std::size_t>(plane.size.rows * plane.size.columns);
        at::Tensor image = at::tensor(plane.image);
        const at::Tensor logits =
            network_->forward(image.view({1, 1, plane.size.rows, plane.size.columns})).contiguous();
        appendWinners({logits.data_ptr<float>(), static_cast<std::size_t>(logits.numel())}, pixels,
                      expected_);
        appendWinners(halves.run(plane.image), pixels, found_);
    }

    ModelPackage package_;
    PluginHost host_;
    std::unique_ptr<Network> network_;
    WinningLabels expected_;
    WinningLabels found_;
};

class ShippedModelsInBfloat16 : public testing::TestWithParam<ModelImage> {};

TEST_P(ShippedModelsInBfloat16, KeepTheirMasks) {
    LAUREL_REQUIRE_DATA(GetParam().file.c_str());
    const double tiles = Compared(GetParam(), kernels::widepairsSet()).dice();
    const double sums = Compared(GetParam(), kernels::widerowsSet()).dice();
    std::printf("%s, %s: Dice %.5f by AVX-512, %.5f by AMX\n", GetParam().model.c_str(),
                GetParam().file.c_str(), tiles, sums);
    for (const double dice : {tiles, sums}) {
        EXPECT_GE(dice, leastMaskDice);
        EXPECT_LT(dice, 1); // or floats were multiplied
    }
}

INSTANTIATE_TEST_SUITE_P(
    Images, ShippedModelsInBfloat16,
    testing::Values(ModelImage{"leg", "leg_manual/pd_example.npz"},
                    ModelImage{"leg", "leg_manual/t1_example.npz"},
                    ModelImage{"thigh", "thigh_mr/image.nii.gz"},
                    ModelImage{"paraspinal", "lumbar_dixon/TUM01_water_img_img_L2-L5.nii.gz"},
                    ModelImage{"paraspinal", "lumbar_dixon/TUM01_fat_img_img_L2-L5.nii.gz"},
                    ModelImage{"trunk-ct", "ct_trunk/example_ct.nii.gz"}),
    [](const auto& each) {
        std::string name = each.param.model + std::to_string(each.index);
        std::ranges::replace(name, '-', '_');
        return name;
    });

} // namespace

} // namespace laurel
