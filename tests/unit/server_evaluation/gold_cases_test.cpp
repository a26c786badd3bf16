#include "phantom_files.h"

#include "laurel/arrays/bundles.h"
#include "support/expect_error.h"

#include <gmock/gmock.h>

namespace laurel {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

LabelMap storedLabels(const GoldServer& server, const GoldCase& goldCase) {
    return readArrayLabels(server.server.blobs.path(goldCase.labelsSha256));
}

TEST(GoldCases, KeepVoxelsGridAndNames) {
    GoldServer server;
    const PhantomFiles files(server, 3);
    const AddedGoldCase added = server.add(files.image, files.labels, "T1");
    EXPECT_THAT(added.missing, IsEmpty());
    EXPECT_THAT(added.dropped, IsEmpty());
    const GoldCase& goldCase = added.goldCase;
    EXPECT_THAT(goldCase.id, ::testing::MatchesRegex("[0-9a-f]{32}"));
    EXPECT_EQ(goldCase.modelId, "leg");
    EXPECT_EQ(goldCase.group, "T1");
    EXPECT_EQ(goldCase.slices, 2);
    EXPECT_EQ(goldCase.addedMs, exampleTimeMs);
    EXPECT_EQ(goldCase.labels.size(), 12U);
    EXPECT_THAT(server.gold.list("leg"), ElementsAre(goldCase));

    const Volume image = readArrayVolume(server.server.blobs.path(goldCase.imageSha256));
    EXPECT_EQ(image.pixels(), files.phantom.image.pixels());
    EXPECT_TRUE(image.geometry().sameGridAs(files.phantom.image.geometry(), 1e-4));
    const LabelMap labels = storedLabels(server, goldCase);
    ASSERT_EQ(labels.segments().size(), 12U);
    for (const Segment& segment : files.phantom.labels.segments()) {
        const Segment* const stored = labels.findByName(segment.name);
        ASSERT_NE(stored, nullptr) << segment.name;
        EXPECT_EQ(labels.mask(*stored), files.phantom.labels.mask(segment)) << segment.name;
    }
}

TEST(GoldCases, TakeArraysWithForeignNames) {
    GoldServer server;
    SyntheticCase phantom = smallPhantom(4);
    const std::vector<Segment> segments = phantom.labels.segments();
    phantom.labels.clearSegments();
    for (Segment segment : segments) {
        if (segment.name.ends_with("_L")) {
            const bool isSoleus = segment.name == "Soleus_L";
            segment.name = isSoleus ? "SOL_L" : "Other " + segment.name;
            phantom.labels.addSegment(segment);
        }
    }
    // Masks without a grid of their own, and the image's resolution beside the image, as Dafne's.
    writeArrayVolume(server.file("image.npz"), phantom.image);
    std::vector<NamedArray> arrays;
    writeArrayLabels(server.file("all.npz"), phantom.labels);
    for (NamedArray& array : readNpz(server.file("all.npz"))) {
        if (array.name.starts_with("mask_")) {
            arrays.push_back({array.name.substr(5), std::move(array.array)});
        }
    }
    writeNpz(server.file("rois.npz"), arrays);

    GoldCaseFiles files{server.file("image.npz"), server.file("rois.npz"), {}, ""};
    expectError(ErrorCode::InvalidInput, "names no structure of model leg",
                [&] { server.gold.add("leg", files, "local", {}); });
    files.renames = {"SOL=Soleus"};
    const AddedGoldCase added = server.gold.add("leg", files, "local", {});
    EXPECT_THAT(added.goldCase.labels, ElementsAre("Soleus_L"));
    EXPECT_EQ(added.missing.size(), 11U);
    // Five named otherwise, and six of the right side without a name.
    EXPECT_EQ(added.dropped.size(), 11U);
    const LabelMap stored = storedLabels(server, added.goldCase);
    ASSERT_EQ(stored.segments().size(), 1U);
    EXPECT_EQ(stored.voxels(stored.segments()[0]),
              phantom.labels.voxels(*phantom.labels.findByName("SOL_L")));
    EXPECT_THAT(stored.unlabelled(), IsEmpty());
}

TEST(GoldCases, OverlappingStructuresStayWhole) {
    GoldServer server;
    const PhantomFiles files(server, 5);
    LabelMap overlapping = files.phantom.labels;
    const Segment soleus = *overlapping.findByName("Soleus_R");
    const std::vector<std::uint8_t> mask = overlapping.mask(soleus);
    const int layer = overlapping.addLayer();
    std::vector<Segment> segments = overlapping.segments();
    overlapping.clearSegments();
    for (Segment& segment : segments) {
        if (segment.name == "Peroneus_R") {
            segment.layer = layer;
        }
        overlapping.addSegment(segment);
    }
    const Segment peroneus = *overlapping.findByName("Peroneus_R");
    for (std::size_t i = 0; i < mask.size(); ++i) {
        overlapping.layer(layer)[i] = mask[i] != 0 ? peroneus.value : std::uint16_t{0};
    }
    writeLabels(server.file("overlap.npz"), overlapping);
    const AddedGoldCase added = server.add(files.image, server.file("overlap.npz"));
    const LabelMap stored = storedLabels(server, added.goldCase);
    EXPECT_EQ(stored.layers(), 2);
    EXPECT_EQ(stored.mask(*stored.findByName("Soleus_R")), mask);
    EXPECT_EQ(stored.mask(*stored.findByName("Peroneus_R")), mask);
}

TEST(GoldCases, SayWhatTheyCannotTake) {
    GoldServer server;
    const PhantomFiles files(server, 6);
    const auto refuse = [&](ErrorCode code, const std::string& text, const GoldCaseFiles& given,
                            const std::string& model = "leg") {
        SCOPED_TRACE(text);
        expectError(code, text, [&] { server.gold.add(model, given, "local", {}); });
    };
    refuse(ErrorCode::NotFound, "no model", {files.image, files.labels, {}, ""}, "arm");
    refuse(ErrorCode::NotFound, "no such file", {server.file("absent.nii"), files.labels, {}, ""});
    refuse(ErrorCode::Unsupported, "laurelctl convert",
           {server.server.folder.path(), files.labels, {}, ""});
    writeFileAtomically(server.file("IM0001.dcm"), "DICM");
    refuse(ErrorCode::Unsupported, "convert a DICOM series first",
           {server.file("IM0001.dcm"), files.labels, {}, ""});
    refuse(ErrorCode::InvalidArgument, "group",
           {files.image, files.labels, {}, std::string(65, 'x')});
    refuse(ErrorCode::InvalidArgument, "group", {files.image, files.labels, {}, "a\nb"});
    refuse(ErrorCode::InvalidArgument, "--rename", {files.image, files.labels, {"x"}, ""});

    const Geometry& grid = files.phantom.image.geometry();
    const Volume twoFrames(
        grid, std::vector<std::uint8_t>(2 * static_cast<std::size_t>(grid.size().voxels())), 2);
    writeVolume(server.file("frames.nii"), twoFrames);
    refuse(ErrorCode::InvalidInput, "one frame, not 2",
           {server.file("frames.nii"), files.labels, {}, ""});
    const Volume air(grid,
                     std::vector<std::uint8_t>(static_cast<std::size_t>(grid.size().voxels()), 3));
    writeVolume(server.file("air.nii"), air);
    refuse(ErrorCode::InvalidInput, "finds no limb",
           {server.file("air.nii"), files.labels, {}, ""});
    const Volume moved(Geometry(grid.size(), grid.spacing(), {5, 0, 0}),
                       std::get<std::vector<std::uint16_t>>(files.phantom.image.pixels()));
    writeVolume(server.file("moved.nii"), moved);
    refuse(ErrorCode::InvalidInput, "grids differ",
           {server.file("moved.nii"), files.labels, {}, ""});
    // Names without a single voxel are no reference.
    LabelMap empty(grid);
    empty.addSegment({"Soleus_L", 1, 0, "", {}, ""});
    writeLabels(server.file("empty.npz"), empty);
    refuse(ErrorCode::InvalidInput, "names no structure of model leg",
           {files.image, server.file("empty.npz"), {}, ""});

    EXPECT_THAT(server.gold.list("leg"), IsEmpty());
    EXPECT_TRUE(server.server.metadata.beginRead()->gold().models().empty());
    expectError(ErrorCode::NotFound, "no model", [&] { server.gold.list("arm"); });
}

TEST(GoldCases, AnImageCountsOnce) {
    GoldServer server;
    const GoldCase first = addPhantom(server, 7).goldCase;
    expectError(ErrorCode::AlreadyExists, first.id, [&] { addPhantom(server, 7); });
    EXPECT_THAT(server.gold.list("leg"), ElementsAre(first));
    EXPECT_NO_THROW(server.server.blobs.path(first.imageSha256)) << "the refused one took it away";
}

TEST(GoldCases, RemovingDeletesPixelsThatNoOtherCaseHas) {
    GoldServer server;
    ModelManifest manifest = server.leg.manifest();
    manifest.id = "leg2";
    ModelPackage::create(server.file("leg2"), manifest, server.weights);
    server.server.publish(server.file("leg2"));
    const PhantomFiles files(server, 8);
    const GoldCase first = server.add(files.image, files.labels).goldCase;
    const GoldCase second =
        server.gold.add("leg2", {files.image, files.labels, {}, ""}, "local", {}).goldCase;
    ASSERT_EQ(first.imageSha256, second.imageSha256);
    ASSERT_NE(first.id, second.id);

    server.gold.remove(first.id, "local");
    EXPECT_THAT(server.gold.list("leg"), IsEmpty());
    EXPECT_NO_THROW(server.server.blobs.path(first.imageSha256));
    server.gold.remove(second.id, "local");
    for (const std::string& sha256 : {second.imageSha256, second.labelsSha256}) {
        expectError(ErrorCode::NotFound, "", [&] { server.server.blobs.path(sha256); });
    }
    expectError(ErrorCode::NotFound, "no gold case",
                [&] { server.gold.remove(std::string(32, '0'), "local"); });
}

TEST(GoldCases, RemovingAgainFinishesWhatWasCutShort) {
    GoldServer server;
    const GoldCase goldCase = addPhantom(server, 9).goldCase;
    {
        const auto writer = server.server.metadata.beginWrite();
        writer->gold().remove(goldCase.id, exampleTimeMs); // and then the process died
        writer->commit();
    }
    EXPECT_NO_THROW(server.server.blobs.path(goldCase.imageSha256));
    server.gold.remove(goldCase.id, "local");
    expectError(ErrorCode::NotFound, "", [&] { server.server.blobs.path(goldCase.imageSha256); });
}

TEST(GoldCases, WhatACrashLeftIsClearedByTheNext) {
    GoldServer server;
    const fs::path left = server.server.blobs.stagingFolder() / "gold" / "crashed";
    fs::create_directories(left);
    writeFileAtomically(left / "image.npz", "pixels");
    addPhantom(server, 10);
    EXPECT_TRUE(fs::is_empty(server.server.blobs.stagingFolder() / "gold"));
}

TEST(GoldCases, AddingAndRemovingStandInTheAuditLog) {
    GoldServer server;
    const PhantomFiles files(server, 11);
    const GoldCase goldCase =
        server.gold.add("leg", {files.image, files.labels, {}, "PD"}, "local", {}).goldCase;
    server.gold.remove(goldCase.id, "abc123");
    const auto entries = server.server.metadata.beginRead()->audit().entries(0, 100);
    ASSERT_GE(entries.size(), 2U);
    const AuditEvent& added = entries[entries.size() - 2].event;
    const AuditEvent& removed = entries.back().event;
    EXPECT_EQ(added.action, "gold.add");
    EXPECT_EQ(added.actor, "local");
    EXPECT_EQ(added.subject, goldCase.id);
    EXPECT_THAT(added.detail, HasSubstr(R"("group":"PD")"));
    EXPECT_EQ(removed.action, "gold.remove");
    EXPECT_EQ(removed.actor, "abc123");
    EXPECT_EQ(removed.subject, goldCase.id);
}

} // namespace
} // namespace laurel
