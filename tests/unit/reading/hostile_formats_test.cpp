// Damaged NRRD, MetaImage, GIPL and MINC files in the hands of the real laurel-reader.

#include "laurel/formats/files.h"
#include "reader_mutants.h"

#include <gtest/gtest.h>

namespace laurel {
namespace {

class HostileFormats : public ::testing::TestWithParam<const char*> {
  protected:
    static Original original() {
        const TemporaryFolder folder;
        const auto path = folder.path() / GetParam();
        std::vector<std::int16_t> pixels(16 * 12 * 5);
        for (std::size_t i = 0; i < pixels.size(); ++i) {
            pixels[i] = static_cast<std::int16_t>(i * 37 % 1021);
        }
        writeVolume(path, Volume(Geometry({16, 12, 5}, {1.5, 2, 6}, {-10, 20, 30}), pixels));
        std::string bytes = readTextFile(path, 1 << 20);
        const std::size_t header = std::min(bytes.size(), std::size_t{400});
        return {GetParam(), std::move(bytes), header};
    }
};

TEST_P(HostileFormats, EndInAnErrorThatNamesTheFile) {
    constexpr int mutants = 40;
    expectHarmless(openMutants({original()}, mutants, 7), mutants);
}

INSTANTIATE_TEST_SUITE_P(Written, HostileFormats,
                         ::testing::Values("a.nrrd", "a.mha", "a.gipl", "a.gipl.gz", "a.mnc"),
                         [](const auto& format) {
                             std::string name = format.param;
                             std::erase(name, '.');
                             return name;
                         });

} // namespace
} // namespace laurel
