#include "loop_world.h"
#include "ui/desk.h"

#include <QAbstractButton>
#include <QApplication>

#include <algorithm>

/// Learning and giving back, by the buttons of the window, with a real server.
namespace laurel {

namespace {

constexpr int patience = 300000; ///< ms

class Contributing : public ::testing::Test {
  protected:
    void SetUp() override {
        LimbPhantomSettings hard; // a subject that the model finds hard, so that learning helps
        hard.seed = 16;
        hard.slices = 6;
        hard.sliceSpacing = 30;
        desk.makeLeg(hard);
        admin({"model", "publish", LAUREL_SOURCE_DIR "/models/packages/leg"});
        admin({"gold", "add", "leg", desk.legImage(), desk.folder() / "leg" / "labels.nii.gz"});
        const std::string line = admin({"key", "add", "--name", "Site", "--models", "leg"});
        key = QString::fromStdString(line.substr(0, line.find('\n')));
    }

    std::string admin(std::vector<std::string> words) {
        words.insert(words.begin(), {serverProgram, "admin", "--data", desk.folder() / "server"});
        return succeed(std::move(words));
    }

    void meet(const RunningProgram& server) {
        const QString address = QString::fromStdString(server.url());
        bool found = false;
        QObject::connect(&desk.bench().server, &ServerDesk::serverFound, &desk.window(),
                         [&] { found = true; });
        desk.bench().server.ask(address, false);
        ASSERT_TRUE(desk.waitFor([&] { return found; }, 30000)) << desk.messages().toStdString();
        desk.bench().server.add(address, false, key);
        ASSERT_TRUE(desk.waitFor([&] { return desk.bench().server.reachable(); }, 30000));
        const std::string id = desk.bench().server.servers().at(0).serverId;
        desk.bench().server.pull(QString::fromStdString(id), QStringLiteral("leg"));
        ASSERT_TRUE(desk.waitFor(
            [&] { return desk.bench().segmenting.chosen()->origin == ModelOrigin::Server; },
            30000));
    }

    void learnAndKeep() {
        desk.press(QStringLiteral("Ctrl+4"));
        ASSERT_TRUE(desk.waitFor([&] { return desk.button(QStringLiteral("Learn")) != nullptr; }));
        desk.click(desk.button(QStringLiteral("Learn")));
        const QString keep = QStringLiteral("Keep as local version");
        ASSERT_TRUE(desk.waitFor(
            [&] { return desk.bench().learning.phase() == LearningDesk::Phase::Finished; },
            patience))
            << desk.messages().toStdString();
        ASSERT_TRUE(desk.bench().learning.result()->kept());
        ASSERT_TRUE(desk.waitFor(
            [&] { return desk.button(keep) != nullptr && desk.button(keep)->isEnabled(); }));
        desk.click(desk.button(keep));
        ASSERT_TRUE(
            desk.waitFor([&] { return desk.button(QStringLiteral("Not now")) != nullptr; }, 60000))
            << desk.messages().toStdString();
        desk.settle(200);
    }

    Desk desk;
    QString key;
};

} // namespace

TEST_F(Contributing, NothingLeavesBeforeConsentAndTheOutcomeIsTold) {
    const RunningProgram server(serverProgram, desk.folder() / "server");
    ASSERT_NO_FATAL_FAILURE(meet(server));
    desk.open(desk.legImage());
    desk.paintTruth();
    desk.session().openCase().markSlices({1, 2, 3, 4, 5}, SliceState::Reviewed);
    ASSERT_NO_FATAL_FAILURE(learnAndKeep());
    desk.screenshot("consent-1280x800-dark");
    EXPECT_EQ(QApplication::focusWidget(), desk.button(QStringLiteral("Not now")))
        << "the choice that changes nothing has the focus";
    EXPECT_TRUE(desk.bench().server.entries().empty()) << "nothing is queued before consent";
    const auto shown = [this] {
        QString all;
        for (const QWidget* widget : desk.window().findChildren<QWidget*>()) {
            all += widget->accessibleName() + QLatin1Char('\n');
        }
        return all;
    };
    EXPECT_FALSE(shown().contains(key)) << "the key is never shown";

    ASSERT_TRUE(desk.waitFor([&] { return desk.button(QStringLiteral("Contribute"))->isEnabled(); },
                             30000));
    desk.click(desk.button(QStringLiteral("Contribute")));
    desk.press(QStringLiteral("Ctrl+2")); // one works elsewhere meanwhile
    const auto decided = [&] {
        const auto& entries = desk.bench().server.entries();
        return !entries.empty() && entries.front().status && isFinal(entries.front().status->state);
    };
    ASSERT_TRUE(desk.waitFor(decided, patience)) << desk.messages().toStdString();
    desk.settle(300);
    desk.screenshot("contributed-1280x800-dark");
    const ContributionStatus& status = *desk.bench().server.entries().front().status;
    EXPECT_TRUE(status.state == ContributionState::Published ||
                (status.state == ContributionState::Rejected && !status.reason.empty()))
        << toString(status.state) << ": " << status.reason;
    EXPECT_TRUE(desk.messages().contains(QStringLiteral("Your contribution: ")))
        << desk.messages().toStdString();
    desk.click(desk.button(QStringLiteral("Show")));
    desk.settle();
    EXPECT_TRUE(desk.find<QWidget>(QStringLiteral("place.learn"))->isVisible());
    desk.screenshot("contributed-shown-1280x800-dark");
}

} // namespace laurel
