#include "served_folder.h"

#include "laurel/server_store/retention.h"
#include "laurel/weights/crypto.h"

#include <algorithm>
#include <chrono>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace laurel {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t day = std::int64_t{24} * 3600 * 1000;

/// Of the files' own times: what the folder holds was stored just now, its rows ended at 1 ms.
class Retention : public ::testing::Test {
  protected:
    bool has(const std::string& content) const {
        const std::vector<std::string> all = served_.blobs.list();
        return std::binary_search(all.begin(), all.end(), sha256Hex(content));
    }

    void age(const std::string& content, std::chrono::hours by) {
        fs::last_write_time(served_.blobs.path(sha256Hex(content)),
                            fs::file_time_type::clock::now() - by);
    }

    SweepReport sweep(std::int64_t after = 0) {
        return sweepBlobs(served_.metadata, served_.blobs, settings_, systemTimeMs() + after);
    }

    RetentionSettings settings_;
    TemporaryFolder folder_;
    ServedFolder served_{folder_.path() / "data"};
};

TEST_F(Retention, deletesWhatARejectedContributionLeft) {
    age("done", std::chrono::hours(2));
    age("in work", std::chrono::hours(24 * 365));
    const std::size_t before = served_.blobs.list().size();
    EXPECT_EQ(sweep(), (SweepReport{1, 4}));
    EXPECT_FALSE(has("done"));
    EXPECT_EQ(served_.blobs.list().size(), before - 1);
    EXPECT_TRUE(checkData(served_.folder).problems.empty());
    EXPECT_EQ(sweep(), SweepReport{});
}

TEST_F(Retention, keepsItForTheTimeThatIsAskedFor) {
    age("done", std::chrono::hours(2));
    settings_.rejectedDays = 36'500; // the row ended in 1970
    EXPECT_EQ(sweep(), SweepReport{});
    settings_.rejectedDays = 36'500;
    EXPECT_EQ(sweep(100 * 366 * day).blobs, 1U);
}

/// Somebody may be about to write a row that names it.
TEST_F(Retention, leavesAloneWhatWasJustStored) {
    EXPECT_EQ(sweep(), SweepReport{});
    served_.store("done");
    EXPECT_EQ(sweep(), SweepReport{});
    age("done", std::chrono::hours(2));
    served_.store("done"); // stored again
    EXPECT_EQ(sweep(), SweepReport{});
    EXPECT_TRUE(has("done"));
}

TEST_F(Retention, deletesOrphansOnceTheyAreOld) {
    served_.store("an orphan");
    age("an orphan", std::chrono::hours(23));
    age("done", std::chrono::hours(0));
    EXPECT_EQ(sweep(), SweepReport{});
    age("an orphan", std::chrono::hours(25));
    EXPECT_EQ(sweep(), (SweepReport{1, 9}));
    EXPECT_FALSE(has("an orphan"));
}

/// However old everything is, what versions, gold cases and work need stays.
TEST_F(Retention, neverTouchesWhatIsNeeded) {
    settings_ = {0, 0, 0};
    for (const std::string& sha256 : served_.blobs.list()) {
        fs::last_write_time(served_.blobs.path(sha256),
                            fs::file_time_type::clock::now() - std::chrono::hours(1000));
    }
    const std::size_t before = served_.blobs.list().size();
    EXPECT_EQ(sweep(1000 * day).blobs, 1U);
    EXPECT_EQ(served_.blobs.list().size(), before - 1);
    EXPECT_TRUE(checkData(served_.folder).problems.empty());
}

/// The weights of a version, contributed again by somebody and rejected.
TEST_F(Retention, keepsARejectedContentThatIsAVersionsFile) {
    const PublishedVersion version = served_.metadata.beginRead()->version("tiny", 1).value();
    const StatementFile& weights = version.files.back();
    Contribution same = exampleContribution(9, "tiny");
    same.request.sha256 = weights.sha256;
    same.request.size = weights.size;
    const auto writer = served_.metadata.beginWrite();
    writer->contributions().add(same);
    writer->contributions().recordBytes(same.id, 0, weights.size, 1);
    writer->contributions().advance(same.id, ContributionState::Receiving,
                                    ContributionState::Received, 1);
    writer->contributions().advance(same.id, ContributionState::Received,
                                    ContributionState::Rejected, 1);
    writer->commit();
    fs::last_write_time(served_.blobs.path(weights.sha256),
                        fs::file_time_type::clock::now() - std::chrono::hours(1000));
    EXPECT_EQ(sweep(), SweepReport{});
}

/// A crash between storing the last byte and writing the row.
TEST_F(Retention, keepsAnUploadThatIsComplete) {
    Contribution complete = exampleContribution(9, "tiny");
    complete.request.sha256 = served_.store("complete");
    complete.request.size = 8;
    const auto writer = served_.metadata.beginWrite();
    writer->contributions().add(complete);
    writer->contributions().recordBytes(complete.id, 0, 8, 1);
    writer->commit();
    age("complete", std::chrono::hours(1000));
    EXPECT_EQ(sweep(), SweepReport{});
    EXPECT_TRUE(has("complete"));
}

} // namespace
} // namespace laurel
