#include "laurel/workflow/label_export.h"

#include "laurel/base/files.h"
#include "laurel/workflow/label_source.h"

#include "support/child_process.h"
#include "support/expect_error.h"
#include "support/random_grids.h"

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

namespace laurel {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::HasSubstr;

/// Names as people give them: none is a file name as it is.
const std::vector<std::string> names{"soleus_L",      "soleus_R", "M. tibialis anterior, li.",
                                     "Löwe \"groß\"", "a/b",      "A B",
                                     "empty one"};

/// Boxes of voxels; the last structure has none. Where structures may overlap, some do.
LabelMap randomLabels(Random& random, bool overlapping) {
    const GridSize size{random.integer(2, 7), random.integer(2, 7), random.integer(1, 5)};
    LabelMap labels(randomGeometry(random, size), overlapping ? 2 : 1);
    for (std::size_t i = 0; i < names.size(); ++i) {
        Segment segment;
        segment.name = names[i];
        segment.value = static_cast<std::uint16_t>(i == 0 ? 300 : i);
        segment.layer = overlapping ? static_cast<int>(i % 2) : 0;
        segment.color = {static_cast<std::uint8_t>(random.integer(0, 255)),
                         static_cast<std::uint8_t>(random.integer(0, 255)), 7};
        labels.addSegment(segment);
        for (std::uint16_t& voxel : labels.layer(segment.layer)) {
            voxel = i + 1 < names.size() && random.chance(0.3) ? segment.value : voxel;
        }
    }
    return labels;
}

std::string offsetsOf(const LabelMap& labels, const Segment& segment) {
    std::string text;
    const std::vector<std::uint8_t> mask = labels.mask(segment);
    for (std::size_t at = 0; at < mask.size(); ++at) {
        if (mask[at] != 0) {
            text += (text.empty() ? "" : " ") + std::to_string(at);
        }
    }
    return text;
}

/// "name|colour|offsets" for each structure, whatever its layer and value.
std::set<std::string> structuresOf(const LabelMap& labels) {
    std::set<std::string> structures;
    for (const Segment& segment : labels.segments()) {
        structures.insert(segment.name + "|" + toHex(segment.color) + "|" +
                          offsetsOf(labels, segment));
    }
    return structures;
}

class LabelExport : public ::testing::Test {
  protected:
    fs::path at(const std::string& name) const { return folder_.path() / name; }
    fs::path pathFor(const LabelFormatInfo& info) const {
        return at("masks" + std::string(info.extension));
    }
    TemporaryFolder folder_;
};

struct Case {
    LabelFormat format;
    bool keepsGrid = true; ///< oblique and negated axes too
    bool inPython = true;  ///< whether mask_reader.py knows it
};
const std::vector<Case> cases{{LabelFormat::Nifti},
                              {LabelFormat::Bids},
                              {LabelFormat::RoiFolder},
                              {LabelFormat::SegNrrd},
                              {LabelFormat::Npz},
                              {LabelFormat::MetaImage},
                              {LabelFormat::Minc, true, false}};

TEST_F(LabelExport, EveryFormatGivesBackVoxelsNamesColoursAndGrid) {
    Random random(11);
    for (int round = 0; round < 6; ++round) {
        for (const Case& one : cases) {
            const LabelFormatInfo& info = labelFormatInfo(one.format);
            const LabelMap labels = randomLabels(random, info.hasLayers);
            const TemporaryFolder place;
            const fs::path path = place.path() / ("masks" + std::string(info.extension));
            const LabelExportReport report = exportLabels(path, labels, one.format);
            EXPECT_EQ(report.files.front(), path) << info.name;
            EXPECT_TRUE(report.notes.empty());
            for (const fs::path& file : report.files) {
                EXPECT_TRUE(fs::exists(file)) << file;
            }
            const OpenedLabels back = openLabels(path, labels.geometry(), {});
            EXPECT_TRUE(back.notes.empty()) << info.name;
            EXPECT_EQ(structuresOf(back.labels), structuresOf(labels)) << info.name;
        }
    }
}

TEST_F(LabelExport, GiplKeepsAxialGridsAndRefusesOthers) {
    LabelMap labels(Geometry({3, 2, 2}, {1, 2, 3}, {-10, 20, 30}));
    labels.set({1, 1, 1}, 4);
    labels.addSegment({"soleus", 4, 0, "", {1, 2, 3}, ""});
    exportLabels(at("a.gipl"), labels, LabelFormat::Gipl);
    EXPECT_EQ(structuresOf(openLabels(at("a.gipl"), labels.geometry()).labels),
              structuresOf(labels));
    Random random(3);
    expectError(ErrorCode::Unsupported, "direction", [&] {
        exportLabels(at("b.gipl"), randomLabels(random, false), LabelFormat::Gipl);
    });
    EXPECT_FALSE(fs::exists(at("b.gipl")));
    EXPECT_FALSE(fs::exists(at("b.labels.txt")));
}

TEST_F(LabelExport, OtherReadersSeeTheSame) {
    if (!pythonHas("numpy, nibabel")) {
        GTEST_SKIP() << "/usr/bin/python3 has no nibabel to compare with";
    }
    Random random(12);
    for (const Case& one : cases) {
        const LabelFormatInfo& info = labelFormatInfo(one.format);
        if (!one.inPython) {
            continue;
        }
        const LabelMap labels = randomLabels(random, info.hasLayers);
        exportLabels(pathFor(info), labels, one.format);
        const ProcessResult result = runProcess(
            {"/usr/bin/python3", LAUREL_MASK_READER, std::string(info.name), pathFor(info)});
        ASSERT_EQ(result.exitCode, 0) << info.name << ": " << result.err;
        std::set<std::string> structures;
        std::istringstream lines(result.out);
        for (std::string line; std::getline(lines, line);) {
            if (line.starts_with("segment ")) {
                structures.insert(line.substr(8));
                continue;
            }
            std::istringstream numbers(line.substr(5));
            for (const VoxelIndex index : {VoxelIndex{0, 0, 0}, {1, 0, 0}, {0, 1, 0}, {0, 0, 1}}) {
                WorldPoint point;
                numbers >> point.x >> point.y >> point.z;
                const WorldPoint expected = labels.geometry().toWorld(index);
                EXPECT_NEAR(point.x, expected.x, 1e-3) << info.name;
                EXPECT_NEAR(point.y, expected.y, 1e-3) << info.name;
                EXPECT_NEAR(point.z, expected.z, 1e-3) << info.name;
            }
        }
        EXPECT_EQ(structures, structuresOf(labels)) << info.name;
    }
}

LabelMap twoLayers() {
    LabelMap labels(Geometry({3, 1, 1}, {1, 1, 1}), 2);
    labels.addSegment({"soleus", 1, 0, "", {255, 0, 0}, ""});
    labels.addSegment({"tibialis", 1, 1, "", {0, 255, 0}, ""});
    labels.set({0, 0, 0}, 1, 0);
    labels.set({1, 0, 0}, 1, 1);
    return labels;
}

TEST_F(LabelExport, OverlapIsRefusedWhereThereAreNoLayers) {
    LabelMap labels = twoLayers();
    labels.set({0, 0, 0}, 1, 1);
    for (const LabelFormat format :
         {LabelFormat::Nifti, LabelFormat::Bids, LabelFormat::MetaImage, LabelFormat::Minc}) {
        const std::string text =
            errorTextOf([&] { exportLabels(pathFor(labelFormatInfo(format)), labels, format); });
        EXPECT_THAT(text, HasSubstr("unsupported: soleus and tibialis overlap"));
        EXPECT_THAT(text, HasSubstr("roi-folder, seg-nrrd, npz"));
    }
    EXPECT_TRUE(fs::is_empty(folder_.path())) << "nothing half-written";
}

TEST_F(LabelExport, LayersThatDoNotOverlapBecomeOneAndASharedValueIsChangedAloud) {
    const LabelMap labels = twoLayers();
    const LabelExportReport report = exportLabels(at("a.nii.gz"), labels, LabelFormat::Nifti);
    EXPECT_THAT(report.notes, Contains(HasSubstr("tibialis has value 2 instead of 1")));
    const LabelMap back = openLabels(at("a.nii.gz"), labels.geometry()).labels;
    EXPECT_EQ(back.layers(), 1);
    EXPECT_EQ(structuresOf(back), structuresOf(labels));
}

TEST_F(LabelExport, AFolderThatIsNotEmptyStaysAsItIs) {
    fs::create_directory(at("rois"));
    exportLabels(at("rois"), twoLayers(), LabelFormat::RoiFolder); // an empty one is taken
    writeFileAtomically(at("rois/mine.txt"), std::string_view("mine"));
    expectError(ErrorCode::AlreadyExists, "not an empty folder",
                [&] { exportLabels(at("rois"), LabelMap(), LabelFormat::RoiFolder); });
    EXPECT_TRUE(fs::exists(at("rois/soleus.nii.gz")));
    EXPECT_TRUE(fs::exists(at("rois/mine.txt")));
}

TEST_F(LabelExport, NamesOfAnEarlierExportDoNotSurvive) {
    LabelMap labels(Geometry({3, 1, 1}, {1, 1, 1}), {0, 1, 0});
    labels.addSegment({"old", 1, 0, "", {1, 2, 3}, ""});
    exportLabels(at("a_dseg.nii.gz"), labels, LabelFormat::Nifti);
    labels.clearSegments();
    labels.addSegment({"new", 1, 0, "", {1, 2, 3}, ""});
    exportLabels(at("a_dseg.nii.gz"), labels, LabelFormat::Bids);
    EXPECT_EQ(openLabels(at("a_dseg.nii.gz"), labels.geometry()).labels.segments().at(0).name,
              "new");
}

TEST_F(LabelExport, ABidsDatasetIsDescribedOnceAtItsRoot) {
    fs::create_directories(at("derivatives/laurel/sub-01/anat"));
    const fs::path path = at("derivatives/laurel/sub-01/anat/sub-01_desc-muscle_dseg.nii.gz");
    LabelExportSource source;
    source.drawnByHand = true;
    exportLabels(path, twoLayers(), LabelFormat::Bids, source);
    const std::string text =
        readTextFile(at("derivatives/laurel/dataset_description.json"), 1 << 16);
    EXPECT_THAT(text, HasSubstr("\"DatasetType\": \"derivative\""));
    EXPECT_THAT(text, HasSubstr("\"BIDSVersion\""));
    EXPECT_THAT(
        readTextFile(at("derivatives/laurel/sub-01/anat/sub-01_desc-muscle_dseg.json"), 1 << 16),
        HasSubstr("\"Manual\": true"));
    writeFileAtomically(at("derivatives/laurel/dataset_description.json"), std::string_view("{}"));
    exportLabels(path, twoLayers(), LabelFormat::Bids, source);
    EXPECT_EQ(readTextFile(at("derivatives/laurel/dataset_description.json"), 1 << 16), "{}");
}

TEST_F(LabelExport, NamesThatAreNotTheFormatsAreRefused) {
    expectError(ErrorCode::InvalidArgument, "_dseg.nii.gz",
                [&] { exportLabels(at("a.nii.gz"), twoLayers(), LabelFormat::Bids); });
    expectError(ErrorCode::InvalidArgument, ".nii.gz",
                [&] { exportLabels(at("a.xyz"), twoLayers(), LabelFormat::Nifti); });
    expectError(ErrorCode::InvalidArgument, "roi-folder", [] { labelFormatNamed("nonsense"); });
    EXPECT_EQ(labelFormatNamed("seg-nrrd"), LabelFormat::SegNrrd);
    EXPECT_EQ(labelFormatOf("x.SEG.NRRD"), LabelFormat::SegNrrd);
    EXPECT_EQ(labelFormatOf("x_dseg.nii.gz"), LabelFormat::Bids);
    EXPECT_EQ(labelFormatOf("folder"), std::nullopt);
    EXPECT_EQ(withExtensionOf("a/x.nii.gz", LabelFormat::SegNrrd), "a/x.seg.nrrd");
    EXPECT_EQ(withExtensionOf("a/x.seg.nrrd", LabelFormat::Bids), "a/x_dseg.nii.gz");
    EXPECT_EQ(withExtensionOf("a/x.y", LabelFormat::RoiFolder), "a/x.y");
}

} // namespace
} // namespace laurel
