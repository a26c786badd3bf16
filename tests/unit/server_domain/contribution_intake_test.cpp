#include "intake_rig.h"

#include "support/expect_error.h"

#include <atomic>
#include <thread>

namespace laurel {
namespace {

namespace fs = std::filesystem;
using State = ContributionState;

class ContributionIntakeTest : public ::testing::Test {
  protected:
    void SetUp() override { prepareServer(server_); }

    std::unique_ptr<ContributionIntake> open() {
        return std::make_unique<ContributionIntake>(
            server_.metadata, server_.blobs, limits_,
            IntakeSurroundings{
                [this] { return now_; }, [this](const std::string& id) { received_.push_back(id); },
                [this](std::string_view step, const std::string&) { steps_.emplace_back(step); }});
    }

    std::string create(std::string_view content, const Principal& who = contributor,
                       const std::string& idempotencyKey = "") {
        return desk_->create("tiny", requestFor(content), who, idempotencyKey);
    }

    ContributionStatus statusOf(const std::string& id) { return desk_->status(id, contributor); }

    fs::path fileOf(const std::string& id) {
        return server_.blobs.stagingFolder() / "uploads" / id;
    }

    std::size_t files() {
        const fs::path folder = server_.blobs.stagingFolder() / "uploads";
        return static_cast<std::size_t>(
            std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
    }

    ServerFolder server_;
    IntakeLimits limits_;
    std::int64_t now_ = exampleTimeMs;
    std::vector<std::string> received_;
    std::vector<std::string> steps_;
    const std::string content_ = exampleContent(1000);
    std::unique_ptr<ContributionIntake> desk_ = open();
};

TEST_F(ContributionIntakeTest, takesBytesPieceByPiece) {
    const std::string id = create(content_);
    EXPECT_TRUE(isContributionId(id));
    ContributionStatus expected;
    expected.id = id;
    expected.model = "tiny";
    expected.size = content_.size();
    EXPECT_EQ(statusOf(id), expected);

    EXPECT_EQ(send(*desk_, id, content_, 0, 300), 300U);
    EXPECT_EQ(statusOf(id).received, 300U);
    EXPECT_EQ(send(*desk_, id, content_, 300, 999), 999U);
    EXPECT_EQ(statusOf(id).state, State::Receiving);
    EXPECT_EQ(send(*desk_, id, content_, 999, 1000), 1000U);
    EXPECT_EQ(statusOf(id).state, State::Received);
    EXPECT_EQ(statusOf(id).received, 1000U);
    EXPECT_EQ(contentOf(*server_.blobs.open(sha256Hex(content_))), content_);
    EXPECT_EQ(received_, std::vector<std::string>{id});
    EXPECT_EQ(files(), 0U);
    EXPECT_EQ(steps_, (std::vector<std::string>{"contribution.created", "contribution.bytes",
                                                "contribution.bytes", "contribution.bytes",
                                                "contribution.blob", "contribution.received"}));
}

TEST_F(ContributionIntakeTest, keepsWhatArrivedBeforeAClientWentAway) {
    const std::string id = create(content_);
    {
        const auto upload = desk_->append(id, {0, 999, 1000}, contributor);
        upload->write(std::as_bytes(std::span(content_).first(100)));
        upload->write(std::as_bytes(std::span(content_).subspan(100, 23)));
        EXPECT_EQ(upload->finish(), 123U);
        EXPECT_EQ(upload->finish(), 123U);
    }
    EXPECT_EQ(statusOf(id).received, 123U);
    EXPECT_EQ(send(*desk_, id, content_, 123, 1000), 1000U);
    EXPECT_EQ(contentOf(*server_.blobs.open(sha256Hex(content_))), content_);
}

TEST_F(ContributionIntakeTest, doesNotCountWhatWasNotFinished) {
    const std::string id = create(content_);
    send(*desk_, id, content_, 0, 10);
    {
        const auto upload = desk_->append(id, {10, 999, 1000}, contributor);
        const std::string others(500, 'x');
        upload->write(std::as_bytes(std::span(others)));
    }
    EXPECT_EQ(statusOf(id).received, 10U);
    EXPECT_EQ(fs::file_size(fileOf(id)), 510U);
    desk_ = open(); // a restart
    EXPECT_EQ(fs::file_size(fileOf(id)), 10U);
    EXPECT_EQ(send(*desk_, id, content_, 10, 1000), 1000U);
    EXPECT_EQ(contentOf(*server_.blobs.open(sha256Hex(content_))), content_);
}

TEST_F(ContributionIntakeTest, wantsEachRangeToBeginWhereTheBytesEnd) {
    limits_.chunkBytes = 600;
    desk_ = open();
    const std::string id = create(content_);
    send(*desk_, id, content_, 0, 300);
    const auto append = [&](ContentRange range) {
        return [this, id, range] { desk_->append(id, range, contributor); };
    };
    expectError(ErrorCode::Conflict, "expected from 300", append({0, 299, 1000}));
    expectError(ErrorCode::Conflict, "expected from 300", append({301, 400, 1000}));
    expectError(ErrorCode::InvalidInput, "1000 bytes, not 1001", append({300, 400, 1001}));
    expectError(ErrorCode::LimitExceeded, "at most 600 bytes", append({300, 900, 1000}));
    expectError(ErrorCode::NotFound, "no contribution", [&] {
        desk_->append(std::string(32, '0'), {0, 1, 1000}, contributor);
    });
    const auto upload = desk_->append(id, {300, 301, 1000}, contributor);
    expectError(ErrorCode::LimitExceeded, "more bytes",
                [&] { upload->write(std::as_bytes(std::span(content_).first(3))); });
    EXPECT_EQ(upload->finish(), 300U);
    expectError(ErrorCode::InvalidArgument, "finished",
                [&] { upload->write(std::as_bytes(std::span(content_).first(1))); });
    send(*desk_, id, content_, 300, 900);
    send(*desk_, id, content_, 900, 1000);
    expectError(ErrorCode::Conflict, "no more bytes", append({999, 999, 1000}));
}

TEST_F(ContributionIntakeTest, letsOneAppendAtATime) {
    const std::string id = create(content_);
    const auto another = open(); // as another process would
    const auto upload = desk_->append(id, {0, 999, 1000}, contributor);
    for (ContributionDesk* const desk : {static_cast<ContributionDesk*>(desk_.get()),
                                         static_cast<ContributionDesk*>(another.get())}) {
        expectError(ErrorCode::Conflict, "somebody else", [&] {
            desk->append(id, {0, 999, 1000}, contributor);
        });
    }
    upload->write(std::as_bytes(std::span(content_).first(5)));
    open(); // a start meanwhile leaves it alone
    upload->finish();
    EXPECT_EQ(send(*another, id, content_, 5, 1000), 1000U);
}

TEST_F(ContributionIntakeTest, rejectsOtherBytesThanAnnounced) {
    const std::string id = create(content_);
    EXPECT_EQ(send(*desk_, id, exampleContent(1000, 2), 0, 1000), 1000U);
    const ContributionStatus status = statusOf(id);
    EXPECT_EQ(status.state, State::Rejected);
    EXPECT_EQ(status.reasonCode, "digest");
    EXPECT_EQ(files(), 0U);
    EXPECT_TRUE(received_.empty());
    expectError(ErrorCode::NotFound, "", [&] { server_.blobs.open(sha256Hex(content_)); });
    EXPECT_EQ(server_.metadata.beginRead()->audit().last()->event.subject, id);

    const std::string again = create(content_); // the digest was never received
    send(*desk_, again, content_, 0, 1000);
    EXPECT_EQ(statusOf(again).state, State::Received);
}

TEST_F(ContributionIntakeTest, rejectsTheSameBytesAgain) {
    const std::string first = create(content_);
    const std::string second = create(content_, otherContributor);
    send(*desk_, first, content_, 0, 1000);
    send(*desk_, second, content_, 0, 1000, otherContributor);
    const ContributionStatus status = desk_->status(second, otherContributor);
    EXPECT_EQ(status.state, State::Rejected);
    EXPECT_EQ(status.reasonCode, "duplicate");
    EXPECT_EQ(statusOf(first).state, State::Received);
    EXPECT_EQ(contentOf(*server_.blobs.open(sha256Hex(content_))), content_);
    EXPECT_EQ(files(), 0U);
}

TEST_F(ContributionIntakeTest, receivesOneOfManyThatSendTheSameAtOnce) {
    const IntakeSurroundings quiet{[] { return exampleTimeMs; }, {}, {}};
    ContributionIntake desk(server_.metadata, server_.blobs, limits_, quiet);
    std::vector<std::string> ids(4);
    for (std::string& id : ids) {
        id = desk.create("tiny", requestFor(content_), contributor, "");
    }
    std::vector<std::thread> threads;
    threads.reserve(ids.size());
    for (const std::string& id : ids) {
        threads.emplace_back([&] { send(desk, id, content_, 0, 1000); });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    int received = 0;
    for (const std::string& id : ids) {
        const ContributionStatus status = statusOf(id);
        received += status.state == State::Received ? 1 : 0;
        EXPECT_TRUE(status.state == State::Received || status.reasonCode == "duplicate");
    }
    EXPECT_EQ(received, 1);
}

TEST_F(ContributionIntakeTest, givesTheSameAnswerToTheSameRequest) {
    const std::string id = create(content_, contributor, "once");
    EXPECT_EQ(create(content_, contributor, "once"), id);
    EXPECT_NE(create(content_, otherContributor, "once"), id);
    EXPECT_NE(create(content_), create(content_));
    expectError(ErrorCode::Conflict, "another request",
                [&] { create(exampleContent(5), contributor, "once"); });
    for (const std::string& key : {std::string(129, 'a'), std::string("a b"), std::string("ä")}) {
        expectError(ErrorCode::InvalidInput, "idempotency key",
                    [&] { create(content_, contributor, key); });
    }
}

TEST_F(ContributionIntakeTest, refusesWhatNobodyMayOrCanContribute) {
    limits_.fileBytes = 1000;
    desk_ = open();
    const auto creating = [&](const std::string& model, const ContributionRequest& request,
                              const Principal& who = contributor) {
        return [this, model, request, who] { desk_->create(model, request, who, ""); };
    };
    const ContributionRequest good = requestFor(content_);
    expectError(ErrorCode::NotFound, "\"arm\"", creating("arm", good));
    expectError(ErrorCode::PermissionDenied, "\"tiny\"",
                creating("tiny", good, {contributor.keyId, Role::Reader, {}}));
    expectError(ErrorCode::PermissionDenied, "\"tiny\"",
                creating("tiny", good, {contributor.keyId, Role::Contributor, {"leg"}}));
    ContributionRequest large = good;
    large.size = 1001;
    expectError(ErrorCode::LimitExceeded, "at most 1000 bytes", creating("tiny", large));
    ContributionRequest future = good;
    future.baseVersion = 2;
    expectError(ErrorCode::Refused, "no version 2", creating("tiny", future));
    EXPECT_EQ(files(), 0U);
}

TEST_F(ContributionIntakeTest, refusesMoreBytesThanTheBasesTensorsCanHave) {
    std::uint64_t weights = 0;
    const PublishedVersion base = server_.metadata.beginRead()->version("tiny", 1).value();
    for (const StatementFile& file : base.files) {
        weights = file.file == weightsFileName ? file.size : weights;
    }
    ContributionRequest request = requestFor(content_);
    request.size = weights + (4U << 20); // the longest header
    EXPECT_NO_THROW(desk_->create("tiny", request, contributor, ""));
    ++request.size;
    expectError(ErrorCode::LimitExceeded, "cannot be the same tensors",
                [&] { desk_->create("tiny", request, contributor, ""); });
}

TEST_F(ContributionIntakeTest, refusesBasesThatAreTooOld) {
    limits_.greatestStaleness = 2;
    desk_ = open();
    server_.publish(server_.package(2));
    server_.publish(server_.package(3));
    EXPECT_NO_THROW(create(content_)); // base 1, current 3
    server_.publish(server_.package(4));
    expectError(ErrorCode::Refused, "too old", [&] { create(content_); });
}

TEST_F(ContributionIntakeTest, boundsWhatAKeyHasUnderWay) {
    limits_.openPerKey = 2;
    desk_ = open();
    create(content_);
    const std::string second = create(content_);
    expectError(ErrorCode::Unavailable, "2 contributions under way", [&] { create(content_); });
    EXPECT_NO_THROW(create(content_, otherContributor));
    send(*desk_, second, exampleContent(1000, 2), 0, 1000); // rejected, and so done with
    EXPECT_NO_THROW(create(content_));
}

TEST_F(ContributionIntakeTest, countsClaimedSlicesOnlySoFar) {
    ContributionRequest request = requestFor(content_);
    request.slices = 1'000'000;
    const std::string id = desk_->create("tiny", request, contributor, "once");
    EXPECT_EQ(server_.metadata.beginRead()->contributions().find(id)->request.slices,
              limits_.mostSlices);
    EXPECT_EQ(desk_->create("tiny", request, contributor, "once"), id);
}

TEST_F(ContributionIntakeTest, endsUploadsWithoutProgress) {
    const std::string idle = create(content_);
    send(*desk_, idle, content_, 0, 10);
    const std::string busy = create(content_);
    now_ += limits_.expireMs;
    send(*desk_, busy, content_, 0, 10);
    EXPECT_EQ(desk_->removeExpired(), 0U);
    now_ += 1;
    const std::string open = create(content_); // looks for them too
    EXPECT_EQ(statusOf(idle).state, State::Rejected);
    EXPECT_EQ(statusOf(idle).reasonCode, "expired");
    EXPECT_FALSE(fs::exists(fileOf(idle)));
    EXPECT_EQ(statusOf(busy).state, State::Receiving);

    now_ += limits_.expireMs + 1;
    const auto upload = desk_->append(busy, {10, 999, 1000}, contributor);
    EXPECT_EQ(desk_->removeExpired(), 1U); // the one just created, not the one that is at work
    EXPECT_EQ(statusOf(open).state, State::Rejected);
    upload->write(std::as_bytes(std::span(content_).subspan(10)));
    EXPECT_EQ(upload->finish(), 1000U);
    EXPECT_EQ(statusOf(busy).state, State::Received);
}

TEST_F(ContributionIntakeTest, asksAgainForBytesThatWereLost) {
    const std::string gone = create(content_);
    const std::string cut = create(content_);
    send(*desk_, gone, content_, 0, 500);
    send(*desk_, cut, content_, 0, 500);
    fs::remove(fileOf(gone));
    fs::resize_file(fileOf(cut), 200);
    expectError(ErrorCode::Conflict, "lost", [&] {
        desk_->append(gone, {500, 999, 1000}, contributor);
    });
    EXPECT_EQ(statusOf(gone).received, 0U);
    desk_ = open(); // a start finds it, too
    EXPECT_EQ(statusOf(cut).received, 200U);
    EXPECT_EQ(send(*desk_, cut, content_, 200, 1000), 1000U);
    EXPECT_EQ(contentOf(*server_.blobs.open(sha256Hex(content_))), content_);
    EXPECT_EQ(send(*desk_, gone, exampleContent(1000, 3), 0, 1000), 1000U);
    EXPECT_EQ(statusOf(gone).reasonCode, "digest");
}

TEST_F(ContributionIntakeTest, deletesFilesThatBelongToNoUpload) {
    const std::string id = create(content_);
    writeFileAtomically(fileOf(std::string(32, '0')), "left by a crash");
    desk_ = open();
    EXPECT_EQ(files(), 1U);
    EXPECT_TRUE(fs::exists(fileOf(id)));
}

TEST_F(ContributionIntakeTest, isSeenByItsKeyAndAdministratorsOnly) {
    const std::string id = create(content_);
    EXPECT_EQ(desk_->status(id, administrator).id, id);
    expectError(ErrorCode::NotFound, id, [&] { desk_->status(id, otherContributor); });
    expectError(ErrorCode::NotFound, id, [&] {
        desk_->status(id, {administrator.keyId, Role::Admin, {"leg"}});
    });
    expectError(ErrorCode::NotFound, id, [&] {
        desk_->append(id, {0, 999, 1000}, otherContributor);
    });
    expectError(ErrorCode::PermissionDenied, "another key", [&] {
        desk_->append(id, {0, 999, 1000}, administrator);
    });
    for (const std::string& none : {std::string(), std::string(32, '0'), std::string("../a")}) {
        expectError(ErrorCode::NotFound, "no contribution",
                    [&] { desk_->status(none, administrator); });
    }
}

} // namespace
} // namespace laurel
