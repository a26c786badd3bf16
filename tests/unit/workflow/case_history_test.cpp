#include "case_folder_fixture.h"

#include <fstream>

/// What was done before a save can be undone after the case was closed and opened again.
namespace laurel {
namespace {

namespace fs = std::filesystem;

/// A case that is closed and opened again, and what its history has to be.
class Sittings {
  public:
    explicit Sittings(const fs::path& cases)
        : open_(smallCase()), blank_(open_->segmentation()),
          folder_(CaseFolder::create(cases, *open_)), path_(folder_->folder()) {}

    Case& open() { return *open_; }
    const fs::path& path() const { return path_; }
    void save() { saveNow(*folder_); }
    void paintAt(std::int64_t slice) { paint(*open_, 0, 1, {0, 0, slice}, 3); }
    void begin() {
        folder_.reset();
        StoredCase stored = readCase(path_);
        problem_ = stored.problem;
        open_ = restoreCase(smallImage(smallGrid()), std::move(stored));
        folder_ = CaseFolder::resume(path_, *open_);
    }
    const std::string& problem() const { return problem_; }
    std::size_t steps() const { return open_->history().steps().size(); }
    const Segmentation& blank() const { return blank_; }

  private:
    std::unique_ptr<Case> open_;
    Segmentation blank_;
    std::unique_ptr<CaseFolder> folder_;
    fs::path path_;
    std::string problem_;
};

/// A twin does the same without ever being closed: at any time both have the same history.
TEST_F(CaseStore, TheHistoryIsThatOfACaseThatWasNeverClosed) {
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        Random random(seed);
        Sittings sittings(cases_);
        const auto twin = smallCase();
        for (int act = 0; act < 25; ++act) {
            const std::uint64_t same = random.bits();
            Random mine(same);
            Random its(same);
            randomAct(sittings.open(), mine);
            randomAct(*twin, its);
            if (random.chance(0.2)) {
                sittings.save();
            }
            if (random.chance(0.2)) {
                sittings.begin();
            }
        }
        sittings.begin();
        ASSERT_EQ(sittings.open().history().position(), twin->history().position()) << seed;
        ASSERT_EQ(sittings.steps(), twin->history().steps().size()) << seed;
        for (std::size_t i = 0; i < sittings.steps(); ++i) {
            EXPECT_EQ(sittings.open().history().steps()[i].voxels,
                      twin->history().steps()[i].voxels);
        }
        EXPECT_EQ(sittings.open().segmentation(), twin->segmentation()) << seed;
        for (const std::size_t place : {std::size_t{0}, sittings.steps()}) {
            sittings.open().jumpTo(place);
            twin->jumpTo(place);
            EXPECT_EQ(sittings.open().segmentation().labels, twin->segmentation().labels) << seed;
            EXPECT_EQ(sittings.open().segmentation().slices, twin->segmentation().slices) << seed;
        }
        EXPECT_EQ(sittings.problem(), "");
    }
}

TEST_F(CaseStore, WhatWasUndoneBeforeTheSaveIsRedoneInTheNextSitting) {
    Sittings sittings(cases_);
    sittings.paintAt(0);
    sittings.paintAt(1);
    sittings.open().undo();
    sittings.save();
    sittings.begin();
    EXPECT_EQ(sittings.open().history().position(), 1U);
    ASSERT_TRUE(sittings.open().redo());
    EXPECT_EQ(sittings.open().segmentation().labels.at({1, 0, 1}), 1);
    sittings.open().jumpTo(0);
    EXPECT_EQ(sittings.open().segmentation(), sittings.blank());
    sittings.begin();
    EXPECT_EQ(sittings.open().segmentation(), sittings.blank());
    EXPECT_EQ(sittings.steps(), 2U);
}

/// The past only makes the history longer: whatever is wrong with it, the case is whole.
TEST_F(CaseStore, ADamagedPastMakesTheHistoryShorter) {
    Sittings sittings(cases_);
    for (std::int64_t slice = 0; slice < 4; ++slice) {
        sittings.paintAt(slice);
        sittings.save();
    }
    sittings.begin();
    ASSERT_EQ(sittings.steps(), 4U);
    const Segmentation before = sittings.open().segmentation();
    {
        std::fstream file(sittings.path() / "journal-2", std::ios::in | std::ios::out);
        file.seekp(70);
        file.put('\x7f');
    }
    sittings.begin();
    EXPECT_EQ(sittings.steps(), 2U) << "from journal-3 on";
    EXPECT_EQ(sittings.open().segmentation(), before);
    EXPECT_EQ(sittings.problem(), "");
    fs::remove(sittings.path() / "journal-4"); // those before lead nowhere
    sittings.begin();
    EXPECT_EQ(sittings.steps(), 0U);
    EXPECT_EQ(sittings.open().segmentation(), before);
}

/// Sound in itself, but of another case: what is undone since then is not its last step.
TEST_F(CaseStore, APastThatIsNotItsOwnIsPassedOver) {
    Sittings other(cases_);
    other.paintAt(3);
    other.paintAt(4);
    other.save();
    Sittings sittings(cases_);
    sittings.paintAt(0);
    sittings.paintAt(1);
    sittings.save();
    fs::copy_file(other.path() / "journal-1", sittings.path() / "journal-1",
                  fs::copy_options::overwrite_existing);
    sittings.open().undo();
    sittings.paintAt(2);
    const Segmentation before = sittings.open().segmentation();
    sittings.begin();
    EXPECT_EQ(sittings.open().segmentation(), before);
    EXPECT_EQ(sittings.problem(), "") << "no step is lost for it";
    sittings.open().undo();
    EXPECT_EQ(sittings.open().segmentation().labels.at({0, 0, 2}), 0);
}

/// An undone step of another case would be redone when the case is opened, where it does not fit.
TEST_F(CaseStore, UndoneStepsOfAPastThatDoNotFitAreLeftOut) {
    Sittings other(cases_);
    other.paintAt(3);
    other.paintAt(4);
    other.open().undo();
    other.save();
    Sittings sittings(cases_);
    sittings.paintAt(4);
    sittings.paintAt(1);
    sittings.open().undo();
    sittings.save();
    fs::copy_file(other.path() / "journal-1", sittings.path() / "journal-1",
                  fs::copy_options::overwrite_existing);
    const Segmentation before = sittings.open().segmentation();
    sittings.begin();
    EXPECT_EQ(sittings.open().segmentation(), before);
    EXPECT_FALSE(sittings.open().history().canRedo());
}

TEST_F(CaseStore, OnlySoMuchOfThePastIsKept) {
    Sittings sittings(cases_);
    for (std::int64_t slice = 0; slice < 4; ++slice) {
        sittings.paintAt(slice);
        sittings.save();
    }
    constexpr std::uintmax_t half = std::uintmax_t{17} << 20;
    fs::resize_file(sittings.path() / "journal-2", half);
    fs::resize_file(sittings.path() / "journal-3", half);
    sittings.paintAt(4);
    sittings.save();
    const auto files = filesOf(sittings.path());
    EXPECT_FALSE(files.contains("journal-1"));
    EXPECT_FALSE(files.contains("journal-2"));
    EXPECT_TRUE(files.contains("journal-3"));
    EXPECT_TRUE(files.contains("journal-4"));
    sittings.begin();
    EXPECT_EQ(sittings.problem(), "");
    EXPECT_GE(sittings.steps(), 1U);
}

TEST_F(CaseStore, NotMoreJournalsArePiledUpThanAReaderGoesThrough) {
    Sittings sittings(cases_);
    for (int save = 0; save < 260; ++save) {
        paint(sittings.open(), 0, save % 2 == 0 ? 1 : 0, {0, 0, 0}, 3);
        sittings.save();
    }
    EXPECT_FALSE(filesOf(sittings.path()).contains("journal-4"));
    EXPECT_TRUE(filesOf(sittings.path()).contains("journal-5"));
    sittings.begin();
    EXPECT_EQ(sittings.steps(), 256U);
}

} // namespace
} // namespace laurel
