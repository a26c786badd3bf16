#include "case_folder_fixture.h"

#include "laurel/arrays/nifti.h"

#include "support/child_process.h"
#include "support/expect_error.h"

#include <csignal>
#include <fstream>
#include <set>
#include <sys/wait.h>
#include <thread>

#include <gmock/gmock.h>

namespace laurel {
namespace {

namespace fs = std::filesystem;
using ::testing::IsEmpty;
using ::testing::Not;

TEST_F(CaseStore, GivesBackWhatWasSaved) {
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        Random random(seed);
        const Geometry grid = randomGeometry(random, randomSize(random, 9));
        const int layers = random.integer(1, 3);
        LabelMap labels(grid, layers);
        for (int layer = 0; layer < layers; ++layer) {
            for (std::uint16_t& voxel : labels.layer(layer)) {
                voxel = random.chance(0.4) ? static_cast<std::uint16_t>(random.integer(0, 65535))
                                           : std::uint16_t{0};
            }
        }
        labels.nameUnlabelled();
        Segmentation segmentation(std::move(labels));
        for (SliceState& state : segmentation.slices) {
            state = static_cast<SliceState>(random.integer(0, 4));
        }
        for (SegmentLook& look : segmentation.looks) {
            look = {random.chance(0.5), random.chance(0.5), random.uniform(),
                    static_cast<SegmentStyle>(random.integer(0, 2))};
        }
        ImageReference reference{"/images/Wörter und \xFF/a\nb", "1.2.3", std::string(64, 'c'),
                                 random.integer(0, 3), "T1 \"axial\" \\ ä"};
        reference.modality = random.chance(0.5) ? "MR" : "";
        Case open(smallImage(grid), reference, segmentation);
        open.setName("Fall Ä");
        if (random.chance(0.5)) {
            open.setModel({"leg",
                           random.chance(0.5) ? std::optional<std::int64_t>(7) : std::nullopt,
                           std::string(64, 'd')});
        }
        const auto folder = CaseFolder::create(cases_, open);
        const StoredCase stored = readCase(folder->folder());
        EXPECT_EQ(stateOf(stored), stateOf(open)) << "seed " << seed;
        EXPECT_EQ(stored.image, reference);
        EXPECT_EQ(stored.segmentation.labels.geometry().spacing(), grid.spacing());
        EXPECT_EQ(stored.segmentation.labels.geometry().origin(), grid.origin());
        EXPECT_EQ(stored.problem, "");
        EXPECT_TRUE(stored.steps.empty());
    }
}

TEST_F(CaseStore, WritesLabelsThatOthersRead) {
    const auto open = smallCase();
    paint(*open, 0, 1, {0, 0, 0}, 3);
    open->addSegment(segmentNamed("Top", 65535));
    paint(*open, 0, 65535, {2, 3, 4}, 2);
    const auto folder = CaseFolder::create(cases_, *open);
    const fs::path file = folder->folder() / "labels-1-0.nii.gz";
    const LabelMap labels = readNiftiLabels(file);
    EXPECT_EQ(labels.at({3, 3, 4}), 65535);
    EXPECT_TRUE(labels.geometry().sameGridAs(smallGrid()));
    if (!pythonHas("nibabel")) {
        GTEST_SKIP() << "python3-nibabel is not installed";
    }
    const std::string script =
        "import nibabel, numpy, sys\n"
        "i = nibabel.load(sys.argv[1])\n"
        "a = numpy.asarray(i.dataobj)\n"
        "print(a.shape, a.dtype.kind, a[2,3,4], a[3,3,4], a[2,0,0], a[3,0,0],"
        " a.astype(int).sum(), [round(float(v), 3) for v in i.affine[:3,3]])";
    const ProcessResult python = runProcess({"/usr/bin/python3", "-c", script, file});
    EXPECT_EQ(python.out, "(7, 6, 5) u 65535 65535 1 0 131073 [31.25, -17.5, 402.125]\n")
        << python.err;
}

TEST_F(CaseStore, KeepsEachStepAsItHappensAndMakesItUndoableAfterwards) {
    const auto open = smallCase();
    paint(*open, 0, 1, {0, 0, 0}, 3);
    const auto folder = CaseFolder::create(cases_, *open);
    const Segmentation saved = open->segmentation();
    EXPECT_EQ(folder->journalSteps(), 0U);
    paint(*open, 1, 700, {0, 0, 1}, 3);
    open->markSlices({0}, SliceState::Reviewed);
    paint(*open, 0, 1, {0, 0, 3}, 3);
    open->undo();
    EXPECT_EQ(folder->journalSteps(), 4U);
    EXPECT_THAT(folder->problem(), IsEmpty());

    StoredCase stored = readCase(folder->folder());
    EXPECT_EQ(stored.segmentation, open->segmentation());
    ASSERT_EQ(stored.steps.size(), 3U);
    EXPECT_EQ(stored.position, 2U);
    EXPECT_EQ(stored.steps[1], open->history().steps()[2]);
    const auto restored = restoreCase(smallImage(smallGrid()), std::move(stored));
    EXPECT_EQ(stateOf(*restored), stateOf(*open));
    ASSERT_TRUE(restored->redo());
    EXPECT_EQ(restored->segmentation().labels.at({0, 0, 3}), 1);
    restored->jumpTo(0);
    EXPECT_EQ(restored->segmentation(), saved);
}

TEST_F(CaseStore, KeepsTheRunningHistoryWhenItSaves) {
    const auto open = smallCase();
    const auto folder = CaseFolder::create(cases_, *open);
    const Segmentation blank = open->segmentation();
    paint(*open, 0, 1, {0, 0, 0}, 3);
    paint(*open, 0, 1, {0, 0, 1}, 3);
    saveNow(*folder);
    EXPECT_EQ(folder->journalSteps(), 0U);
    EXPECT_EQ(open->history().position(), 2U);
    // Steps of before the save are undone after it, and redone; the journal never saw them done.
    open->jumpTo(0);
    EXPECT_EQ(readCase(folder->folder()).segmentation, blank);
    EXPECT_EQ(readCase(folder->folder()).steps.size(), 2U);
    open->redo();
    EXPECT_EQ(readCase(folder->folder()).segmentation, open->segmentation());
    saveNow(*folder);
    open->redo();
    const StoredCase stored = readCase(folder->folder());
    EXPECT_EQ(stored.segmentation, open->segmentation());
    EXPECT_EQ(stored.position, 2U) << "with what was done before the saves";
    EXPECT_EQ(stored.steps.size(), 2U);
}

TEST_F(CaseStore, LeavesNothingButTheLastSave) {
    const auto open = smallCase();
    const auto folder = CaseFolder::create(cases_, *open);
    paint(*open, 0, 1, {0, 0, 0}, 3);
    saveNow(*folder);
    EXPECT_EQ(filesOf(folder->folder()),
              (std::set<std::string>{"case.json", "journal-1", "labels-2-0.nii.gz",
                                     "labels-2-1.nii.gz", "lock", "picture.ppm"}))
        << "and the journal of before, for the history";
    paint(*open, 0, 1, {0, 0, 1}, 3);
    EXPECT_TRUE(filesOf(folder->folder()).contains("journal-2"));
}

TEST_F(CaseStore, LosesNothingOfWhatIsDoneWhileASaveRuns) {
    const auto open = smallCase();
    const auto folder = CaseFolder::create(cases_, *open);
    NoProgress progress;
    paint(*open, 0, 1, {0, 0, 0}, 3);
    const auto save = folder->beginSave();
    paint(*open, 0, 1, {0, 0, 1}, 3);
    open->undo();
    open->undo(); // of before the save
    EXPECT_EQ(readCase(folder->folder()).segmentation, open->segmentation()) << "not yet saved";
    save->run(progress, CancellationToken());
    EXPECT_EQ(readCase(folder->folder()).segmentation, open->segmentation()) << "not yet tidied";
    folder->finishSave(*save);
    EXPECT_EQ(readCase(folder->folder()).segmentation, open->segmentation());
    EXPECT_EQ(folder->journalSteps(), 3U);
}

TEST_F(CaseStore, SavesThatOverlapEndWithTheNewest) {
    const auto open = smallCase();
    const auto folder = CaseFolder::create(cases_, *open);
    NoProgress progress;
    paint(*open, 0, 1, {0, 0, 0}, 3);
    const auto older = folder->beginSave();
    paint(*open, 0, 1, {0, 0, 1}, 3);
    const auto newer = folder->beginSave();
    paint(*open, 0, 1, {0, 0, 2}, 3);
    newer->run(progress, CancellationToken());
    older->run(progress, CancellationToken());
    folder->finishSave(*older);
    folder->finishSave(*newer);
    EXPECT_EQ(readCase(folder->folder()).segmentation, open->segmentation());
    EXPECT_EQ(folder->journalSteps(), 1U);
}

TEST_F(CaseStore, CancelledSavesLeaveTheFolderAsItWas) {
    const auto open = smallCase();
    const auto folder = CaseFolder::create(cases_, *open);
    paint(*open, 0, 1, {0, 0, 0}, 3);
    const auto before = filesOf(folder->folder());
    CancellationSource source;
    source.cancel();
    NoProgress progress;
    const auto save = folder->beginSave();
    expectError(ErrorCode::Cancelled, "", [&] { save->run(progress, source.token()); });
    folder->finishSave(*save);
    EXPECT_EQ(filesOf(folder->folder()), before);
    paint(*open, 0, 1, {0, 0, 1}, 3);
    EXPECT_EQ(folder->journalSteps(), 2U);
    EXPECT_EQ(readCase(folder->folder()).segmentation, open->segmentation());
    EXPECT_EQ(readCase(folder->folder()).steps.size(), 2U);
    saveNow(*folder);
    EXPECT_EQ(readCase(folder->folder()).segmentation, open->segmentation());
}

TEST_F(CaseStore, IsHeldByOneAtATime) {
    const auto open = smallCase();
    auto folder = CaseFolder::create(cases_, *open);
    const fs::path path = folder->folder();
    const auto other = restoreCase(smallImage(smallGrid()), readCase(path));
    expectError(ErrorCode::Conflict, "open elsewhere", [&] { CaseFolder::resume(path, *other); });
    auto save = folder->beginSave();
    folder.reset();
    expectError(ErrorCode::Conflict, "open elsewhere", [&] { CaseFolder::resume(path, *other); });
    save.reset();
    EXPECT_NO_THROW(CaseFolder::resume(path, *other));
}

TEST_F(CaseStore, IsHeldAgainstOtherProcesses) {
    const auto open = smallCase();
    const auto folder = CaseFolder::create(cases_, *open);
    const pid_t child = ::fork();
    if (child == 0) {
        int code = 1;
        try {
            const auto other = restoreCase(smallImage(smallGrid()), readCase(folder->folder()));
            CaseFolder::resume(folder->folder(), *other);
        } catch (const Error& error) {
            code = error.code() == ErrorCode::Conflict ? 0 : 2;
        }
        ::_exit(code);
    }
    EXPECT_EQ(waitForProcess(child), 0);
}

TEST_F(CaseStore, RefusesToGoOnWithWhatIsNotInTheFolder) {
    const auto open = smallCase();
    auto folder = CaseFolder::create(cases_, *open);
    const fs::path path = folder->folder();
    const auto stale = restoreCase(smallImage(smallGrid()), readCase(path));
    paint(*open, 0, 1, {0, 0, 0}, 3);
    folder.reset();
    expectError(ErrorCode::Conflict, "changed meanwhile",
                [&] { CaseFolder::resume(path, *stale); });
    EXPECT_NO_THROW(CaseFolder::resume(path, *open));
}

TEST_F(CaseStore, GoesOnWhereItWasLeft) {
    const auto open = smallCase();
    auto first = CaseFolder::create(cases_, *open);
    const fs::path path = first->folder();
    paint(*open, 0, 1, {0, 0, 0}, 3);
    paint(*open, 0, 1, {0, 0, 1}, 3);
    first.reset();
    fs::create_directory(path / ".laurel-abcdef"); // as a save leaves it that was killed
    std::ofstream(path / "labels-9-0.nii.gz") << "torn";
    const auto second = restoreCase(smallImage(smallGrid()), readCase(path));
    const auto folder = CaseFolder::resume(path, *second);
    EXPECT_FALSE(filesOf(path).contains(".laurel-abcdef"));
    EXPECT_FALSE(filesOf(path).contains("labels-9-0.nii.gz"));
    EXPECT_EQ(folder->journalSteps(), 2U);
    second->undo(); // of the earlier sitting
    paint(*second, 1, 700, {0, 0, 4}, 3);
    const StoredCase stored = readCase(path);
    EXPECT_EQ(stored.segmentation, second->segmentation());
    EXPECT_EQ(stored.steps.size(), 2U);
    saveNow(*folder);
    EXPECT_EQ(readCase(path).segmentation, second->segmentation());
}

TEST_F(CaseStore, SyncsWhateverThereIs) {
    const auto open = smallCase();
    const auto folder = CaseFolder::create(cases_, *open);
    EXPECT_NO_THROW(folder->sync());
    paint(*open, 0, 1, {0, 0, 0}, 3);
    EXPECT_NO_THROW(folder->sync());
}

TEST_F(CaseStore, NamesFoldersAfterTheirCases) {
    const std::vector<std::pair<std::string, std::string>> names{
        {"LEG-0147", "LEG-0147"},
        {"LEG-0147", "LEG-0147-2"},
        {"../../etc/passwd", "-..-etc-passwd"},
        {"", "case"},
        {"..", "case-2"},
        {".hidden", "hidden"},
        {"a/b\\c:d", "a-b-c-d"},
        {"Fall Ä 3. ", "Fall Ä 3"}};
    for (const auto& [name, expected] : names) {
        const auto open = smallCase();
        open->setName(name);
        const auto folder = CaseFolder::create(cases_, *open);
        EXPECT_EQ(folder->folder(), cases_ / expected);
    }
    EXPECT_EQ(filesOf(temporary_.path()), std::set<std::string>{"cases"});
}

TEST_F(CaseStore, ListsCasesNewestFirstAndPassesOverOthers) {
    EXPECT_TRUE(listCases(cases_).empty());
    const auto first = smallCase();
    first->markSlices({0, 2}, SliceState::Reviewed);
    const auto firstFolder = CaseFolder::create(cases_, *first);
    const auto second = smallCase();
    second->setName("second");
    const auto secondFolder = CaseFolder::create(cases_, *second);
    std::this_thread::sleep_for(std::chrono::milliseconds(3));
    saveNow(*firstFolder);
    fs::create_directory(cases_ / "empty");
    fs::create_directory(cases_ / "broken");
    std::ofstream(cases_ / "broken" / "case.json") << "{";
    const std::vector<CaseSummary> cases = listCases(cases_);
    ASSERT_EQ(cases.size(), 2U);
    EXPECT_EQ(cases[0].name, "LEG-0147");
    EXPECT_EQ(cases[0].folder, firstFolder->folder());
    EXPECT_EQ(cases[0].description, "T1 axial");
    EXPECT_EQ(cases[0].image, "/images/leg.nii.gz");
    EXPECT_EQ(cases[0].imageSha256, std::string(64, 'a'));
    EXPECT_EQ(cases[0].reviewed, 2);
    EXPECT_EQ(cases[0].slices, 5);
    EXPECT_THAT(cases[0].modified, ::testing::MatchesRegex("....-..-..T..:..:..\\....Z"));
    EXPECT_EQ(cases[1].name, "second");
}

} // namespace
} // namespace laurel
