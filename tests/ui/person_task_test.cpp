#include "loop_world.h"
#include "support/data_folder.h"
#include "ui/keyboard_person.h"

#include "laurel/arrays/bundles.h"
#include "laurel/metrics/label_renaming.h"
#include "laurel/metrics/metrics.h"

/// What a radiologist does on a day, from the first key to the last, without the mouse: open an
/// image, let a model propose, correct, look at numbers, let the model learn, give it back.
namespace laurel {

namespace {

/// With a server, and a subject that the model finds hard, so that learning helps.
class WholeDay : public PersonsTask {
  protected:
    static constexpr std::int64_t slices = 7;

    void SetUp() override {
        LimbPhantomSettings hard;
        hard.seed = 16;
        hard.slices = slices;
        hard.sliceSpacing = 12;
        truth = desk.makeLeg(hard).labels;
        admin({"model", "publish", LAUREL_SOURCE_DIR "/models/packages/leg"});
        admin({"gold", "add", "leg", desk.legImage(), desk.folder() / "leg" / "labels.nii.gz"});
        const std::string line = admin({"key", "add", "--name", "Site", "--models", "leg"});
        key_ = QString::fromStdString(line.substr(0, line.find('\n')));
    }
    std::string admin(std::vector<std::string> words) {
        words.insert(words.begin(), {serverProgram, "admin", "--data", desk.folder() / "server"});
        return succeed(std::move(words));
    }
    /// Address and key are typed, the fingerprint is compared, the model fetched.
    void meet(const RunningProgram& server) {
        desk.press(QStringLiteral("Ctrl+5"));
        ASSERT_TRUE(tabTo([](const QWidget& widget) {
            return widget.accessibleName() == QStringLiteral("Address of the server");
        }));
        desk.type(QString::fromStdString(server.url()));
        ASSERT_TRUE(tabTo([](const QWidget& widget) {
            return widget.accessibleName() == QStringLiteral("Key of your site");
        }));
        desk.type(key_);
        desk.press(QStringLiteral("Return"));
        ASSERT_TRUE(desk.waitFor(
            [&] { return desk.button(QStringLiteral("It matches, add")) != nullptr; }, 30000));
        ASSERT_TRUE(tabToButton(QStringLiteral("It matches, add")));
        desk.press(QStringLiteral("Return"));
        ASSERT_TRUE(desk.waitFor([&] { return desk.bench().server.reachable(); }, 30000));
        desk.settle(100);
        ASSERT_TRUE(tabToButton(QStringLiteral("Fetch ")));
        desk.press(QStringLiteral("Return"));
        ASSERT_TRUE(desk.waitFor(
            [&] { return desk.bench().segmenting.chosen()->origin == ModelOrigin::Server; },
            60000));
    }
    void interpolateBetween() {
        for (std::int64_t slice = 1; slice < slices; slice += 2) {
            goToSlice(slice);
            desk.press(QStringLiteral("B"));
            for (std::size_t i = 0; i < now().segments().size(); ++i) {
                choose(i);
                key(Qt::Key_Delete);
            }
        }
        for (std::size_t i = 0; i < now().segments().size(); ++i) {
            choose(i);
            desk.press(QStringLiteral("Shift+D"));
            ASSERT_TRUE(desk.waitFor([&] { return desk.session().proposal() != nullptr; }, 60000))
                << desk.messages().toStdString();
            ASSERT_NO_FATAL_FAILURE(acceptPreview());
        }
    }
    /// Dice of what the model said against what is there, over all slices, by other code.
    double automaticByEvaluation() {
        std::vector<OverlapCounts> counts;
        for (const LabelMetrics& label : evaluate(now(), said).labels) {
            for (const SliceMetrics& slice : label.slices) {
                counts.push_back(slice.counts);
            }
        }
        return weightedDice(counts).value();
    }
    /// Contour, brush, and between drawn slices interpolation.
    void correctAndReview() {
        const std::vector<Segment> segments = now().segments();
        ASSERT_EQ(segments.size(), 12U);
        const Segment first = *truth.findByName(segments.front().name);
        outline(0, first, 2);
        EXPECT_GE(diceOf(first, 2), 0.85) << "drawn with one curve";
        for (std::int64_t slice = 0; slice < slices; slice += 2) {
            ASSERT_NO_FATAL_FAILURE(correctSlice(slice));
        }
        ASSERT_NO_FATAL_FAILURE(interpolateBetween());
        for (std::int64_t slice = 1; slice < slices; slice += 2) {
            ASSERT_NO_FATAL_FAILURE(correctSlice(slice));
        }
        for (std::int64_t slice = 0; slice < slices; ++slice) {
            goToSlice(slice);
            desk.press(QStringLiteral("Ctrl+Return"));
        }
        EXPECT_EQ(std::ranges::count(desk.segmentation().slices, SliceState::Reviewed), slices);
        desk.screenshot("day-corrected-1280x800-dark");
    }
    void readNumbers() {
        desk.press(QStringLiteral("Ctrl+3"));
        ASSERT_TRUE(desk.waitFor([&] {
            auto* copy = desk.find<QAbstractButton>(QStringLiteral("numbers.copy"));
            return copy != nullptr && copy->isVisible() && copy->isEnabled();
        }));
        desk.settle(400);
        ASSERT_TRUE(tabTo([](const QWidget& widget) {
            return widget.objectName() == QStringLiteral("numbers.copy");
        }));
        desk.press(QStringLiteral("Return"));
        const QStringList line =
            QApplication::clipboard()->text().split(u'\n').value(1).split(u'\t');
        EXPECT_EQ(line.value(0).toStdString(), now().segments().front().name);
        EXPECT_EQ(line.value(2).toLongLong(), now().voxels(now().segments().front()));
        desk.screenshot("day-numbers-1280x800-dark");
    }
    void learnAndKeep() {
        desk.press(QStringLiteral("Ctrl+4"));
        ASSERT_TRUE(desk.waitFor([&] {
            auto* learn = desk.button(QStringLiteral("Learn"));
            return learn != nullptr && learn->isEnabled();
        }));
        const auto* page =
            desk.find<QWidget>(QStringLiteral("place.learn")); // a message has one too
        ASSERT_TRUE(tabTo([&](const QWidget& widget) {
            const auto* button = qobject_cast<const QAbstractButton*>(&widget);
            return button != nullptr && page->isAncestorOf(button) && button->isEnabled() &&
                   button->text() == QStringLiteral("Learn");
        }));
        desk.press(QStringLiteral("Return"));
        ASSERT_TRUE(desk.waitFor(
            [&] { return desk.bench().learning.phase() == LearningDesk::Phase::Finished; },
            patience))
            << desk.messages().toStdString();
        ASSERT_TRUE(desk.bench().learning.result()->kept());
        const QString keep = QStringLiteral("Keep as local version");
        ASSERT_TRUE(desk.waitFor(
            [&] { return desk.button(keep) != nullptr && desk.button(keep)->isEnabled(); }));
        ASSERT_TRUE(tabToButton(keep));
        desk.press(QStringLiteral("Return"));
    }
    /// Consent: what leaves is said, the focus is where nothing happens.
    void giveBack(double expected) {
        ASSERT_TRUE(desk.waitFor(
            [&] {
                auto* give = desk.button(QStringLiteral("Contribute"));
                return give != nullptr && give->isEnabled();
            },
            60000))
            << desk.messages().toStdString();
        desk.settle(100);
        EXPECT_EQ(QApplication::focusWidget(), desk.button(QStringLiteral("Not now")));
        desk.screenshot("day-consent-1280x800-dark");
        ASSERT_TRUE(tabToButton(QStringLiteral("Contribute")));
        desk.press(QStringLiteral("Return"));
        const auto decided = [&] {
            const auto& entries = desk.bench().server.entries();
            return !entries.empty() && entries.front().status &&
                   isFinal(entries.front().status->state);
        };
        ASSERT_TRUE(desk.waitFor(decided, patience)) << desk.messages().toStdString();
        const OutboxEntry& entry = desk.bench().server.entries().front();
        EXPECT_EQ(entry.entry.request.slices, slices);
        EXPECT_NEAR(entry.entry.request.dice.value_or(0), expected, 1e-6)
            << "the one number is how far the model was right before it was corrected";
        EXPECT_TRUE(
            entry.status->state == ContributionState::Published ||
            (entry.status->state == ContributionState::Rejected && !entry.status->reason.empty()))
            << toString(entry.status->state) << ": " << entry.status->reason;
    }
    /// What it scored stands on the page of models.
    void lookAtVersions() {
        desk.press(QStringLiteral("Ctrl+5"));
        auto* history = desk.find<QWidget>(QStringLiteral("models.history"));
        ASSERT_TRUE(desk.waitFor([&] { return history->isVisible(); }));
        // A curve where it was published, the one version that is there where it was rejected.
        auto* versions = desk.find<QWidget>(QStringLiteral("models.versions"));
        EXPECT_TRUE(desk.waitFor([&] { return versions->isVisible(); }, 30000));
        desk.settle(200);
        desk.screenshot("day-models-1280x800-dark");
        desk.window().resize(1920, 1080);
        desk.screenshot("day-models-1920x1080-dark");
        desk.window().resize(1280, 800);
    }

    QString key_;
};

} // namespace

TEST_F(WholeDay, FromAnImageToAContributionByKeysAlone) {
    const RunningProgram server(serverProgram, desk.folder() / "server");
    ASSERT_NO_FATAL_FAILURE(meet(server));
    ASSERT_NO_FATAL_FAILURE(openByKeys(desk.legImage()));
    desk.view().setFocus();
    ASSERT_NO_FATAL_FAILURE(autoSegment());
    desk.press(QStringLiteral("X")); // lines in the way
    smallestBrush();
    ASSERT_NO_FATAL_FAILURE(correctAndReview());
    ASSERT_NO_FATAL_FAILURE(readNumbers());
    const double expected = automaticByEvaluation();
    ASSERT_NO_FATAL_FAILURE(learnAndKeep());
    ASSERT_NO_FATAL_FAILURE(giveBack(expected));
    lookAtVersions();
}

/// The two real slices, each corrected to what a person would let pass.
TEST_F(PersonsTask, BothRealLegsAreCorrectedByKeysAlone) {
    LAUREL_REQUIRE_DATA("leg_manual");
    const fs::path folder = dataFolder() / "leg_manual";
    for (const std::string name : {"pd", "t1"}) {
        SCOPED_TRACE(name);
        ASSERT_NO_FATAL_FAILURE(openByKeys(folder / (name + "_example.npz")));
        truth = withRenamedSegments(readArrayLabels(folder / (name + "_manual_rois.npz"), {},
                                                    desk.session().image().geometry()),
                                    {"Gastrocnemius Medialis=Gastrocnemius medialis",
                                     "Gastrocnemius Lateralis=Gastrocnemius lateralis",
                                     "Tibialis Anterior=Tibialis anterior",
                                     "Extensor Longus Digitorum=Extensor digitorum longus"});
        desk.view().setFocus();
        ASSERT_NO_FATAL_FAILURE(autoSegment());
        const Evaluation before = evaluate(truth, now());
        EXPECT_GT(before.meanDice.value_or(0), 0.7) << "the model begins well";
        if (name == "pd") {
            smallestBrush();
        }
        const Segment first = *truth.findByName(now().segments().front().name);
        outline(0, first, 0);
        ASSERT_NO_FATAL_FAILURE(correctSlice(0));
        EXPECT_GE(evaluate(truth, now()).meanDice.value_or(0), wantedDice);
        desk.press(QStringLiteral("Ctrl+Return"));
        EXPECT_EQ(desk.segmentation().slices.front(), SliceState::Reviewed);
    }
}

} // namespace laurel
