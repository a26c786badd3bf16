#include "store_contract.h"

#include "support/expect_error.h"

#include <thread>

/// Versions and transactions.
namespace laurel {
namespace {

using MetadataStoreContract = StoreContract;

TEST_P(MetadataStoreContract, isEmptyAtFirst) {
    const auto reader = store_->beginRead();
    EXPECT_TRUE(reader->currentVersions().empty());
    EXPECT_TRUE(reader->versions("leg").empty());
    EXPECT_FALSE(reader->version("leg", 1));
    EXPECT_FALSE(reader->currentNumber("leg"));
    EXPECT_FALSE(reader->greatestNumber("leg"));
}

TEST_P(MetadataStoreContract, keepsEveryFieldAcrossARestart) {
    publish("leg", 1);
    reopen();
    EXPECT_EQ(store_->beginRead()->version("leg", 1), exampleVersion("leg", 1));
}

TEST_P(MetadataStoreContract, listsInOrder) {
    publish("thigh", 1);
    for (std::int64_t number = 1; number <= 11; ++number) {
        publish("leg", number);
    }
    const auto reader = store_->beginRead();
    const std::vector<PublishedVersion> current = reader->currentVersions();
    ASSERT_EQ(current.size(), 2U);
    EXPECT_EQ(current[0].modelId, "leg");
    EXPECT_EQ(current[0].number, 11);
    EXPECT_EQ(current[1].modelId, "thigh");
    const std::vector<PublishedVersion> versions = reader->versions("leg");
    ASSERT_EQ(versions.size(), 11U);
    for (std::size_t i = 0; i < versions.size(); ++i) {
        EXPECT_EQ(versions[i], exampleVersion("leg", static_cast<std::int64_t>(i) + 1));
    }
    EXPECT_EQ(reader->greatestNumber("leg"), 11);
}

TEST_P(MetadataStoreContract, forgetsWhatWasNotCommitted) {
    {
        const auto writer = store_->beginWrite();
        writer->addVersion(exampleVersion("leg", 1));
        writer->setCurrent("leg", std::nullopt, 1);
        EXPECT_EQ(writer->currentNumber("leg"), 1);
        EXPECT_FALSE(store_->beginRead()->version("leg", 1));
    }
    EXPECT_FALSE(store_->beginRead()->version("leg", 1));
}

TEST_P(MetadataStoreContract, showsAReaderOneMoment) {
    publish("leg", 1);
    const auto reader = store_->beginRead();
    EXPECT_EQ(reader->currentNumber("leg"), 1);
    publish("leg", 2);
    EXPECT_EQ(reader->currentNumber("leg"), 1);
    EXPECT_EQ(reader->versions("leg").size(), 1U);
    EXPECT_EQ(store_->beginRead()->currentNumber("leg"), 2);
}

TEST_P(MetadataStoreContract, refusesASecondVersionOfTheSameNumber) {
    publish("leg", 1);
    const auto writer = store_->beginWrite();
    expectError(ErrorCode::AlreadyExists, "version 1",
                [&] { writer->addVersion(exampleVersion("leg", 1)); });
}

TEST_P(MetadataStoreContract, movesCurrentByCompareAndSet) {
    publish("leg", 1);
    publish("leg", 2);
    const auto writer = store_->beginWrite();
    expectError(ErrorCode::Conflict, "moved meanwhile", [&] { writer->setCurrent("leg", 1, 2); });
    expectError(ErrorCode::Conflict, "moved meanwhile",
                [&] { writer->setCurrent("leg", std::nullopt, 2); });
    expectError(ErrorCode::NotFound, "no version 3", [&] { writer->setCurrent("leg", 2, 3); });
    writer->setCurrent("leg", 2, 1);
    writer->commit();
    EXPECT_EQ(store_->beginRead()->currentNumber("leg"), 1);
}

TEST_P(MetadataStoreContract, letsManyWritersTakeTurns) {
    constexpr int writers = 4;
    constexpr int rounds = 10;
    std::vector<std::thread> threads;
    threads.reserve(writers);
    for (int i = 0; i < writers; ++i) {
        threads.emplace_back([&] {
            const auto own = open(); // as another process would
            for (int round = 0; round < rounds; ++round) {
                const auto writer = own->beginWrite();
                const std::int64_t next = writer->greatestNumber("leg").value_or(0) + 1;
                writer->addVersion(exampleVersion("leg", next));
                writer->setCurrent("leg", writer->currentNumber("leg"), next);
                writer->commit();
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(store_->beginRead()->currentNumber("leg"), writers * rounds);
    EXPECT_EQ(store_->beginRead()->versions("leg").size(),
              static_cast<std::size_t>(writers * rounds));
}

INSTANTIATE_TEST_SUITE_P(Backends, MetadataStoreContract, backends(), nameOfBackend);

} // namespace
} // namespace laurel
