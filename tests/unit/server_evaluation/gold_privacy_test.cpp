#include "phantom_files.h"

#include "laurel/arrays/npy.h"

#include <algorithm>
#include <cstring>
#include <string_view>

#include <gmock/gmock.h>

namespace laurel {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

constexpr std::string_view patient = "PATIENT MEIER";

/// Puts a text where NIfTI-1 has `descrip` and `aux_file`, as scanners' exports do.
void writeIntoHeader(const fs::path& file) {
    std::string bytes = readTextFile(file, 1U << 26);
    constexpr std::size_t descrip = 148;
    constexpr std::size_t auxFile = 228;
    std::memcpy(bytes.data() + descrip, patient.data(), patient.size());
    std::memcpy(bytes.data() + auxFile, patient.data(), patient.size());
    writeFileAtomically(file, bytes);
}

/// All bytes of all files below the folder, and their paths.
std::string everythingBelow(const fs::path& folder) {
    std::string all;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
        all += entry.path().string() + "\n";
        if (entry.is_regular_file()) {
            all += readTextFile(entry.path(), 1U << 28);
        }
    }
    return all;
}

std::vector<std::string> arraysOf(const GoldServer& server, const std::string& sha256,
                                  std::string& samples) {
    std::vector<std::string> names;
    for (const NamedArray& array : readNpz(server.server.blobs.path(sha256))) {
        names.push_back(array.name);
        const auto bytes = asBytes(array.array.samples);
        samples.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    }
    return names;
}

TEST(GoldPrivacy, NothingOfHeadersFileNamesOrForeignLabelsIsKept) {
    GoldServer server;
    const TemporaryFolder outside; // what the administrator adds is not the server's own folder
    const fs::path image = outside.path() / "MEIER_Hans_1955.nii";
    const fs::path labels = outside.path() / "MEIER_Hans_masks.nii";
    SyntheticCase phantom = smallPhantom(12);
    phantom.image.description = patient;
    phantom.labels.addSegment({std::string(patient), 99, 0, "MEIER", {}, "MEIER"});
    phantom.labels.set({0, 0, 0}, 99);
    writeVolume(image, phantom.image);
    writeLabels(labels, phantom.labels);
    writeIntoHeader(image);
    writeIntoHeader(labels);
    ASSERT_THAT(everythingBelow(outside.path()), HasSubstr(patient));

    const AddedGoldCase added = server.add(image, labels, "T1");
    EXPECT_THAT(added.dropped, UnorderedElementsAre(std::string(patient)));
    EXPECT_THAT(everythingBelow(server.server.folder.path()), Not(HasSubstr("MEIER")));
    // Compressed text would escape a search: what is inside the stored files is listed.
    std::string samples;
    EXPECT_THAT(arraysOf(server, added.goldCase.imageSha256, samples),
                UnorderedElementsAre("data", "resolution", "affine"));
    std::vector<std::string> expected{"label_values", "label_layers", "label_colors", "resolution",
                                      "affine"};
    for (const std::string& name : added.goldCase.labels) {
        expected.push_back("mask_" + name);
        EXPECT_THAT(name, Not(HasSubstr("MEIER")));
    }
    EXPECT_THAT(arraysOf(server, added.goldCase.labelsSha256, samples),
                ::testing::UnorderedElementsAreArray(expected));
    EXPECT_THAT(samples, Not(HasSubstr("MEIER")));

    server.gold.remove(added.goldCase.id, "local");
    EXPECT_THAT(everythingBelow(server.server.folder.path()), Not(HasSubstr("MEIER")));
}

TEST(GoldPrivacy, EqualCasesGiveEqualBytesWhateverTheirHeaders) {
    GoldServer server;
    const PhantomFiles plain(server, 13);
    const GoldCase first = server.add(plain.image, plain.labels).goldCase;
    server.gold.remove(first.id, "local");
    const fs::path image = server.file("other.nii");
    writeVolume(image, plain.phantom.image);
    writeIntoHeader(image);
    const GoldCase second = server.add(image, plain.labels).goldCase;
    EXPECT_EQ(second.imageSha256, first.imageSha256);
    EXPECT_EQ(second.labelsSha256, first.labelsSha256);
    EXPECT_NE(second.id, first.id);
}

} // namespace
} // namespace laurel
