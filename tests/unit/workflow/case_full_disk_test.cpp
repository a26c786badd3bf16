#include "case_folder_fixture.h"

#include "support/expect_error.h"
#include "support/file_size_limit.h"

#include <fstream>

#include <gmock/gmock.h>

/// What becomes of a case when the disk does not take what is written.
namespace laurel {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

using FullDisk = CaseStore;

TEST_F(FullDisk, GoesOnInMemoryWhileTheDiskIsFull) {
    const auto open = smallCase();
    const auto folder = CaseFolder::create(cases_, *open);
    paint(*open, 0, 1, {0, 0, 0}, 3);
    const Segmentation kept = open->segmentation();
    const std::uintmax_t size = fs::file_size(folder->folder() / "journal-1");
    {
        const FileSizeLimit limit(size + 40); // in the midst of the next record
        paint(*open, 0, 1, {0, 0, 1}, 3);
        EXPECT_THAT(folder->problem(), HasSubstr("journal-1"));
        EXPECT_EQ(fs::file_size(folder->folder() / "journal-1"), size) << "nothing half-written";
        paint(*open, 0, 1, {0, 0, 2}, 3);
        open->undo();
        const StoredCase stored = readCase(folder->folder());
        EXPECT_EQ(stored.segmentation, kept);
        EXPECT_EQ(stored.problem, "");
    }
    paint(*open, 0, 1, {0, 0, 4}, 3);
    EXPECT_EQ(folder->problem(), "");
    EXPECT_EQ(readCase(folder->folder()).segmentation, open->segmentation());
}

TEST_F(FullDisk, SurvivesASaveOnAFullDisk) {
    const auto open = smallCase();
    const auto folder = CaseFolder::create(cases_, *open);
    paint(*open, 0, 1, {0, 0, 0}, 3);
    const Segmentation kept = open->segmentation();
    NoProgress progress;
    {
        const FileSizeLimit limit(30);
        paint(*open, 0, 1, {0, 0, 1}, 3); // waits for journal-1
        const auto save = folder->beginSave();
        paint(*open, 0, 1, {0, 0, 2}, 3); // waits for journal-2
        expectError(ErrorCode::Io, "", [&] { save->run(progress, CancellationToken()); });
        folder->finishSave(*save);
        EXPECT_THAT(folder->problem(), Not(IsEmpty()));
        EXPECT_EQ(readCase(folder->folder()).segmentation, kept);
    }
    EXPECT_EQ(filesOf(folder->folder()),
              (std::set<std::string>{"case.json", "journal-1", "labels-1-0.nii.gz",
                                     "labels-1-1.nii.gz", "lock", "picture.ppm"}));
    paint(*open, 0, 1, {0, 0, 3}, 3);
    EXPECT_EQ(folder->problem(), "");
    const StoredCase stored = readCase(folder->folder());
    EXPECT_EQ(stored.segmentation, open->segmentation()) << "through both journals";
    EXPECT_EQ(stored.steps.size(), 4U);
}

TEST_F(FullDisk, NeedsNoJournalOnceASaveHoldsWhatWaited) {
    const auto open = smallCase();
    const auto folder = CaseFolder::create(cases_, *open);
    std::unique_ptr<CaseFolder::Save> save;
    {
        const FileSizeLimit limit(10);
        paint(*open, 0, 1, {0, 0, 0}, 3);
        save = folder->beginSave();
        EXPECT_THAT(folder->problem(), Not(IsEmpty()));
    }
    NoProgress progress;
    save->run(progress, CancellationToken());
    folder->finishSave(*save);
    EXPECT_EQ(folder->problem(), "");
    paint(*open, 0, 1, {0, 0, 2}, 3);
    EXPECT_EQ(readCase(folder->folder()).segmentation, open->segmentation());
    EXPECT_FALSE(filesOf(folder->folder()).contains("journal-1"));
}

TEST_F(FullDisk, SaysThatItsJournalIsGone) {
    const auto open = smallCase();
    const auto folder = CaseFolder::create(cases_, *open);
    paint(*open, 0, 1, {0, 0, 0}, 3);
    fs::remove(folder->folder() / "journal-1");
    paint(*open, 0, 1, {0, 0, 1}, 3);
    EXPECT_THAT(folder->problem(), HasSubstr("deleted"));
    saveNow(*folder);
    EXPECT_EQ(folder->problem(), "");
    EXPECT_EQ(readCase(folder->folder()).segmentation, open->segmentation());
}

TEST_F(FullDisk, IsTriedAgainWithoutAFurtherChange) {
    const auto open = smallCase();
    const auto folder = CaseFolder::create(cases_, *open);
    {
        const FileSizeLimit limit(10);
        paint(*open, 0, 1, {0, 0, 0}, 3);
        folder->retry();
        EXPECT_THAT(folder->problem(), Not(IsEmpty()));
    }
    folder->retry();
    EXPECT_EQ(folder->problem(), "");
    EXPECT_EQ(readCase(folder->folder()).segmentation, open->segmentation());
}

TEST_F(FullDisk, AFolderToMoveToHoldsTheCaseOnceItIsSavedAndGoesIfItNeverIs) {
    const auto open = smallCase();
    const auto folder = CaseFolder::create(cases_, *open);
    paint(*open, 0, 1, {0, 0, 0}, 3);
    const fs::path elsewhere = temporary_.path() / "elsewhere";
    {
        const auto moved = CaseFolder::prepare(elsewhere, *open);
        paint(*open, 0, 1, {0, 0, 1}, 3); // while it is prepared: into both journals
        const FileSizeLimit limit(30);
        const auto save = moved->beginSave();
        NoProgress progress;
        expectError(ErrorCode::Io, "", [&] { save->run(progress, CancellationToken()); });
    }
    EXPECT_TRUE(filesOf(elsewhere).empty());
    EXPECT_EQ(readCase(folder->folder()).segmentation, open->segmentation());

    const auto moved = CaseFolder::prepare(elsewhere, *open);
    paint(*open, 0, 1, {0, 0, 2}, 3);
    saveNow(*moved);
    paint(*open, 0, 1, {0, 0, 3}, 3);
    EXPECT_EQ(readCase(moved->folder()).segmentation, open->segmentation());
}

TEST_F(FullDisk, LeavesNoFolderOfACaseThatCouldNotBeMade) {
    const auto open = smallCase();
    {
        const FileSizeLimit limit(10);
        expectError(ErrorCode::Io, "", [&] { CaseFolder::create(cases_, *open); });
    }
    EXPECT_TRUE(filesOf(cases_).empty());
    std::ofstream(temporary_.path() / "file") << "x";
    expectError(ErrorCode::Io, "file",
                [&] { CaseFolder::create(temporary_.path() / "file", *open); });
}

} // namespace
} // namespace laurel
