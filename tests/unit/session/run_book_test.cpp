#include "run_book.h"

#include "laurel/base/files.h"

#include <gtest/gtest.h>

namespace laurel {
namespace {

LearningRun runOf(const std::string& title, int steps) {
    LearningRun run{"leg", title, QDateTime(QDate(2026, 11, 20), QTime(9, 41)), {}};
    for (int step = 1; step <= steps; ++step) {
        FineTuneEvent event;
        event.epoch = (step + 1) / 2;
        event.epochs = 5;
        event.step = step;
        event.steps = 10;
        event.loss = 1.0 / step;
        event.epochDone = step % 2 == 0;
        if (event.epochDone) {
            event.diceBefore = 0.868;
            event.measuredDice = step == 4 ? std::nullopt : std::optional(0.9);
        }
        run.events.push_back(event);
    }
    return run;
}

void expectSame(const LearningRun& found, const LearningRun& expected) {
    EXPECT_EQ(found.model, expected.model);
    EXPECT_EQ(found.title, expected.title);
    EXPECT_EQ(found.ended, expected.ended);
    ASSERT_EQ(found.events.size(), expected.events.size());
    for (std::size_t i = 0; i < found.events.size(); ++i) {
        EXPECT_EQ(found.events[i].step, expected.events[i].step);
        EXPECT_EQ(found.events[i].steps, expected.events[i].steps);
        EXPECT_EQ(found.events[i].epoch, expected.events[i].epoch);
        EXPECT_EQ(found.events[i].epochs, expected.events[i].epochs);
        EXPECT_EQ(found.events[i].loss, expected.events[i].loss);
        EXPECT_EQ(found.events[i].epochDone, expected.events[i].epochDone);
        EXPECT_EQ(found.events[i].measuredDice, expected.events[i].measuredDice);
        EXPECT_EQ(found.events[i].diceBefore, expected.events[i].diceBefore);
    }
}

TEST(RunBook, KeepsTheLastRunsThroughARestart) {
    const TemporaryFolder home;
    RunBook book(home.path());
    EXPECT_TRUE(book.runs().empty());
    for (int run = 1; run <= 20; ++run) {
        book.add(runOf("Leg v" + std::to_string(run), 6));
    }
    RunBook::write(home.path(), book.runs());
    const RunBook again(home.path());
    ASSERT_EQ(again.runs().size(), book.runs().size());
    EXPECT_EQ(again.runs().size(), 12U) << "older ones are forgotten";
    for (std::size_t i = 0; i < again.runs().size(); ++i) {
        expectSame(again.runs()[i], book.runs()[i]);
    }
    EXPECT_EQ(again.runs().front().title, "Leg v20") << "newest first";
}

TEST(RunBook, IsEmptyWhereItsFileIsNone) {
    const TemporaryFolder home;
    for (const char* text : {"", "{", "[1, {\"events\": 3}]", "[{\"events\": [[]]}, null]"}) {
        writeFileAtomically(home.path() / "learning-runs.json", std::string_view(text));
        EXPECT_LE(RunBook(home.path()).runs().size(), 1U) << text;
    }
    RunBook::write(home.path() / "not there", {runOf("Leg", 2)}); // and throws nothing
}

} // namespace
} // namespace laurel
