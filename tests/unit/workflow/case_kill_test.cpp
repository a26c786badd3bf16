#include "small_case.h"

#include "laurel/base/error.h"
#include "laurel/workflow/case_gallery.h"

#include "support/child_process.h"

#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <map>
#include <sys/wait.h>
#include <thread>

#include <gmock/gmock.h>

/// Whenever a process dies, its case folder holds a state that the case has had, and no more than
/// the act in hand is lost.
namespace laurel {
namespace {

namespace fs = std::filesystem;

using ::testing::Contains;

using Sizes = std::map<std::string, std::uintmax_t>;

Sizes sizesOf(const fs::path& folder) {
    Sizes sizes;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.path().filename().string().starts_with("journal-")) {
            sizes[entry.path().filename().string()] = entry.file_size();
        }
    }
    return sizes;
}

/// The folder as it would be had the process died within its last write to a journal; how much of
/// that write remains is drawn. Returns whether all of it does.
bool copyTorn(const fs::path& from, const fs::path& to, const Sizes& before, Random& random) {
    fs::remove_all(to);
    fs::copy(from, to, fs::copy_options::recursive);
    for (const auto& [name, size] : sizesOf(from)) {
        const auto known = before.find(name);
        const std::uintmax_t old = known == before.end() ? 0 : known->second;
        if (size > old) {
            const auto keep =
                old + static_cast<std::uintmax_t>(random.integer(0, static_cast<int>(size - old)));
            fs::resize_file(to / name, keep);
            return keep == size;
        }
    }
    return true;
}

/// Undoing and redoing all that a reader offers comes back to the same state.
void expectUndoable(Case& restored, const std::string& where) {
    const LabelMap labels = restored.segmentation().labels;
    const std::vector<SliceState> slices = restored.segmentation().slices;
    const std::size_t position = restored.history().position();
    restored.jumpTo(0);
    restored.jumpTo(restored.history().steps().size());
    restored.jumpTo(position);
    EXPECT_EQ(restored.segmentation().labels, labels) << where;
    EXPECT_EQ(restored.segmentation().slices, slices) << where;
}

/// One person at one case: acts, saves that take their time, and a death.
class Sitting {
  public:
    Sitting(std::uint64_t seed, const fs::path& place)
        : random_(seed), place_(place), open_(smallCase()) {
        for (int act = random_.integer(0, 4); act > 0; --act) {
            randomAct(*open_, random_); // which no journal sees
        }
        folder_ = CaseFolder::create(place / "cases", *open_);
    }

    void act() {
        sizes_ = sizesOf(folder_->folder());
        const StateLog log(*open_);
        randomAct(*open_, random_);
        states_ = log.states();
        const StoredCase stored = readCase(folder_->folder());
        ASSERT_EQ(stateOf(stored), stateOf(*open_));
        ASSERT_EQ(stored.problem, "");
        ASSERT_EQ(folder_->problem(), "");
    }

    /// Begins, runs, breaks or ends a save: any may be followed by acts.
    void saveSome() {
        NoProgress progress;
        if (!save_) {
            save_ = folder_->beginSave();
            ran_ = false;
        } else if (!ran_ && random_.chance(0.25)) {
            CancellationSource source;
            source.cancel();
            EXPECT_THROW(save_->run(progress, source.token()), Error);
            save_.reset();
        } else if (!ran_) {
            save_->run(progress, CancellationToken());
            ran_ = true;
        } else {
            if (random_.chance(0.7)) {
                folder_->finishSave(*save_);
            }
            save_.reset();
        }
    }

    /// Dies within the write of the last act; goes on with what is left.
    void die() {
        const fs::path torn = place_ / "torn";
        const bool whole = copyTorn(folder_->folder(), torn, sizes_, random_);
        if (random_.chance(0.3)) { // and in the midst of a save
            std::ofstream(torn / "labels-999-0.nii.gz") << "half";
            fs::create_directory(torn / ".laurel-aaaaaa");
        }
        StoredCase stored = readCase(torn);
        if (whole) {
            ASSERT_EQ(stateOf(stored), states_.back());
        } else { // an act may take several records
            states_.pop_back();
            ASSERT_THAT(states_, Contains(stateOf(stored)));
        }
        open_ = (save_.reset(), folder_.reset(), restoreCase(smallImage(smallGrid()), stored));
        ASSERT_EQ(stateOf(*open_), stateOf(stored));
        expectUndoable(*open_, "after death");
        fs::remove_all(place_ / "cases");
        fs::rename(torn, place_ / "cases");
        // A segment takes its looks along when it is undone.
        open_->replayLooks(stored.segmentation.looks);
        folder_ = CaseFolder::resume(place_ / "cases", *open_);
    }

    void live() {
        for (int death = 0; death < 2; ++death) {
            for (int i = random_.integer(1, 8); i > 0; --i) {
                if (random_.chance(0.35)) {
                    saveSome();
                }
                act();
                if (::testing::Test::HasFatalFailure()) {
                    return;
                }
            }
            die();
            if (::testing::Test::HasFatalFailure()) {
                return;
            }
        }
        act();
    }

  private:
    Random random_;
    fs::path place_;
    std::unique_ptr<Case> open_;
    std::unique_ptr<CaseFolder> folder_;
    std::unique_ptr<CaseFolder::Save> save_;
    bool ran_ = false;
    std::vector<CaseState> states_; ///< of the last act
    Sizes sizes_;
};

TEST(CaseKill, LosesAtMostTheActInHandWhereverAWriteIsTorn) {
    for (std::uint64_t seed = 0; seed < 1000; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        const TemporaryFolder place(quickFolder());
        Sitting(seed, place.path()).live();
        if (::testing::Test::HasFailure()) {
            return;
        }
    }
}

/// What the child does; the parent does the same without a folder to know the states.
constexpr int mostActs = 100'000; // more than there is time for

bool savesAfter(int act) {
    return act % 7 == 3;
}

/// Acts and says so, one byte for each act, with saves in a thread beside.
[[noreturn]] void actUntilKilled(std::uint64_t seed, const fs::path& cases, int told) {
    Random random(seed);
    const auto open = smallCase();
    const auto folder = CaseFolder::create(cases, *open);
    std::unique_ptr<CaseFolder::Save> save;
    std::thread saving;
    for (int act = 0; act < mostActs; ++act) {
        static_cast<void>(::write(told, "a", 1) == 1);
        randomAct(*open, random);
        if (savesAfter(act)) {
            if (saving.joinable()) {
                saving.join();
                folder->finishSave(*save);
            }
            save = folder->beginSave();
            saving = std::thread([&save] {
                NoProgress progress;
                save->run(progress, CancellationToken());
            });
        }
    }
    saving.join();
    ::_exit(0);
}

/// How many bytes come until the other end is closed, which may be long after the child's death.
int bytesFrom(int told) {
    char byte = 0;
    int count = 0;
    while (::read(told, &byte, 1) == 1) {
        ++count;
    }
    return count;
}

TEST(CaseKill, SurvivesRealKills) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        const TemporaryFolder place(quickFolder());
        std::array<int, 2> ends{};
        ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
        const pid_t child = ::fork();
        if (child == 0) {
            ::close(ends[0]);
            actUntilKilled(seed, place.path(), ends[1]);
        }
        ::close(ends[1]);
        char first = 0;
        ASSERT_EQ(::read(ends[0], &first, 1), 1); // the folder is made
        std::this_thread::sleep_for(std::chrono::microseconds(Random(seed).integer(0, 60000)));
        ::kill(child, SIGKILL);
        waitForProcess(child);
        const int begun = 1 + bytesFrom(ends[0]); // the last of these is the act in hand
        ::close(ends[0]);

        Random random(seed);
        const auto open = smallCase();
        for (int act = 0; act + 1 < begun; ++act) {
            randomAct(*open, random);
        }
        const StateLog log(*open);
        randomAct(*open, random);
        const fs::path folder = place.path() / "LEG-0147";
        const StoredCase stored = readCase(folder);
        EXPECT_THAT(log.states(), Contains(stateOf(stored))) << begun << " acts begun";
        const auto left = caseLeftOpen(place.path());
        ASSERT_TRUE(left) << "nobody closed it";
        EXPECT_EQ(left->folder, folder);
        const auto restored = restoreCase(smallImage(smallGrid()), stored);
        auto resumed = CaseFolder::resume(folder, *restored);
        EXPECT_FALSE(caseLeftOpen(place.path())) << "it is open";
        paint(*restored, 0, 1, {0, 0, 0}, 7);
        EXPECT_EQ(stateOf(readCase(folder)), stateOf(*restored));
        resumed.reset();
        EXPECT_FALSE(caseLeftOpen(place.path())) << "it was closed";
    }
}

} // namespace
} // namespace laurel
