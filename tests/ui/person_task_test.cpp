#include "loop_world.h"
#include "support/data_folder.h"
#include "ui/desk.h"

#include "laurel/arrays/bundles.h"
#include "laurel/imaging/masks.h"
#include "laurel/metrics/label_renaming.h"
#include "laurel/metrics/metrics.h"
#include "laurel/ui_kit/controls.h"
#include "laurel/workflow/automatic_overlap.h"

#include <QAbstractButton>
#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QLineEdit>
#include <QTest>

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <vector>

/// What a radiologist does on a day, from the first key to the last, without the mouse: open an
/// image, let a model propose, correct, look at numbers, let the model learn, give it back.
namespace laurel {

namespace {

constexpr int patience = 120000; ///< ms
constexpr double wanted = 0.95;

class PersonsTask : public ::testing::Test {
  protected:
    // --- Hands -----------------------------------------------------------------------------------
    void key(int code, Qt::KeyboardModifiers held = Qt::NoModifier) {
        QWidget* to =
            QApplication::focusWidget() != nullptr ? QApplication::focusWidget() : &desk.window();
        QTest::keyClick(to, static_cast<Qt::Key>(code), held);
    }
    /// Goes on with Tab until something is reached; whatever needs more is a dead end.
    bool tabTo(const std::function<bool(const QWidget&)>& isIt) {
        for (int presses = 0; presses < 200; ++presses) {
            if (const QWidget* now = QApplication::focusWidget(); now != nullptr && isIt(*now)) {
                return true;
            }
            key(Qt::Key_Tab);
            desk.settle(1);
        }
        return false;
    }
    bool tabToButton(const QString& text) {
        return tabTo([&](const QWidget& widget) {
            const auto* button = qobject_cast<const QAbstractButton*>(&widget);
            return button != nullptr && button->isEnabled() &&
                   (button->text() == text || button->accessibleName().startsWith(text));
        });
    }
    void openByKeys(const fs::path& file) {
        const auto before = desk.bench().session();
        desk.press(QStringLiteral("Ctrl+O"));
        QFileDialog* dialog = nullptr;
        ASSERT_TRUE(desk.waitFor([&] {
            dialog = desk.window().findChild<QFileDialog*>();
            return dialog != nullptr && dialog->isVisible();
        }));
        auto* name = dialog->findChild<QLineEdit*>();
        ASSERT_NE(name, nullptr);
        name->setFocus();
        QApplication::clipboard()->setText(QString::fromStdString(file.string()));
        QTest::keyClick(name, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClick(name, Qt::Key_V, Qt::ControlModifier);
        QTest::keyClick(name, Qt::Key_Return);
        desk.settle(300);
        if (desk.window().findChild<QFileDialog*>() != nullptr) { // that was for its completions
            QTest::keyClick(name, Qt::Key_Return);
        }
        ASSERT_TRUE(desk.waitFor([&] {
            return desk.window().findChild<QFileDialog*>() == nullptr;
        })) << name->text().toStdString()
            << " in " << dialog->directory().path().toStdString();
        desk.window().activateWindow(); // as a window manager does when a dialog closes
        ASSERT_TRUE(QTest::qWaitForWindowActive(&desk.window()));
        const bool opened = desk.waitFor(
            [&] { return desk.bench().session() && desk.bench().session() != before; }, 30000);
        if (!opened) {
            desk.screenshot("day-not-opened");
        }
        ASSERT_TRUE(opened) << desk.messages().toStdString();
        desk.settle(50);
        pointer = desk.session().view().crosshair();
        QObject::connect(&desk.view(), &ui::SliceView::pointed, &desk.view(),
                         [this](const std::optional<VoxelIndex>& voxel) {
                             if (voxel) {
                                 pointer = *voxel;
                             }
                         });
    }
    void autoSegment() {
        desk.press(QStringLiteral("Shift+A"));
        ASSERT_TRUE(desk.waitFor([&] { return desk.session().proposal() != nullptr; }, patience))
            << desk.messages().toStdString();
        said = desk.session().proposal()->labels;
        acceptPreview();
    }
    void acceptPreview() {
        desk.press(QStringLiteral("Return"));
        ASSERT_TRUE(desk.waitFor([&] { return desk.session().proposal() == nullptr; }, 30000));
        desk.settle(5);
    }
    void goToSlice(std::int64_t slice) {
        desk.press(QStringLiteral("Home"));
        for (std::int64_t i = 0; i < slice; ++i) {
            key(Qt::Key_Down);
        }
        ASSERT_EQ(desk.session().view().crosshair().z, slice);
    }
    /// By its number, or with W where there are more than nine.
    void choose(std::size_t segment) {
        key(Qt::Key_1);
        for (std::size_t i = 0; i < segment; ++i) {
            key(Qt::Key_W);
        }
        ASSERT_EQ(desk.session().view().activeSegment(), static_cast<int>(segment));
    }

    /// The pointer, moved by keys alone: it begins at the crosshair.
    void pointTo(std::int64_t x, std::int64_t y) {
        const auto step = [this](std::int64_t by, int on, int back) {
            if (by != 0) {
                const auto far = std::abs(by) >= 10 ? Qt::ShiftModifier : Qt::NoModifier;
                key(by > 0 ? on : back, Qt::AltModifier | far);
            }
        };
        for (int presses = 0; presses < 400 && (pointer.x != x || pointer.y != y); ++presses) {
            step(x - pointer.x, Qt::Key_Right, Qt::Key_Left);
            step(y - pointer.y, Qt::Key_Down, Qt::Key_Up);
        }
        ASSERT_EQ(pointer.x, x);
        ASSERT_EQ(pointer.y, y);
    }

    // --- Eyes ------------------------------------------------------------------------------------
    const LabelMap& now() { return desk.segmentation().labels; }
    std::uint16_t ownValue(const Segment& segment) {
        const Segment* own = now().findByName(segment.name);
        return own == nullptr ? 0 : own->value;
    }
    double diceOf(const Segment& segment, std::int64_t slice) {
        const std::uint16_t own = ownValue(segment);
        const GridSize& size = truth.geometry().size();
        double both = 0;
        double sum = 0;
        for (VoxelIndex at{0, 0, slice}; at.y < size.y; ++at.y) {
            for (at.x = 0; at.x < size.x; ++at.x) {
                const bool t = truth.at(at, segment.layer) == segment.value;
                const bool n = own != 0 && now().at(at) == own;
                both += t && n ? 2 : 0;
                sum += (t ? 1 : 0) + (n ? 1 : 0);
            }
        }
        return sum == 0 ? 1 : both / sum;
    }
    struct Run {
        VoxelIndex from;
        std::int64_t length = 0;
    };
    /// Stretches of a row where something is to be done, the longest first.
    std::vector<Run> runs(std::int64_t slice, const std::function<bool(const VoxelIndex&)>& isIt) {
        std::vector<Run> found;
        const GridSize& size = truth.geometry().size();
        for (VoxelIndex at{0, 0, slice}; at.y < size.y; ++at.y) {
            std::int64_t length = 0;
            for (at.x = 0; at.x <= size.x; ++at.x) {
                if (at.x < size.x && isIt(at)) {
                    ++length;
                } else if (length > 0) {
                    found.push_back({{at.x - length, at.y, slice}, length});
                    length = 0;
                }
            }
        }
        std::ranges::stable_sort(found, std::greater{}, &Run::length);
        return found;
    }

    // --- Correcting ------------------------------------------------------------------------------
    void stroke(const Run& run) {
        pointTo(run.from.x, run.from.y);
        key(Qt::Key_Return);
        pointTo(run.from.x + run.length - 1, run.from.y);
        key(Qt::Key_Return);
    }
    /// Brush for what is missing, eraser for what is too much, until it is as good as is wanted.
    void brush(std::size_t index, const Segment& segment, std::int64_t slice) {
        choose(index);
        const std::uint16_t own = ownValue(segment);
        for (int round = 0; round < 3 && diceOf(segment, slice) < wanted; ++round) {
            desk.press(QStringLiteral("B"));
            for (const Run& run : runs(slice, [&](const VoxelIndex& at) {
                     return truth.at(at, segment.layer) == segment.value && now().at(at) != own;
                 })) {
                stroke(run);
                if (diceOf(segment, slice) >= wanted) {
                    return;
                }
            }
            desk.press(QStringLiteral("E"));
            for (const Run& run : runs(slice, [&](const VoxelIndex& at) {
                     return truth.at(at, segment.layer) != segment.value && now().at(at) == own;
                 })) {
                stroke(run);
                if (diceOf(segment, slice) >= wanted) {
                    return;
                }
            }
        }
    }
    void smallestBrush() {
        desk.press(QStringLiteral("E"));
        for (int i = 0; i < 40; ++i) {
            key(Qt::Key_BracketLeft);
        }
        desk.press(QStringLiteral("B"));
        for (int i = 0; i < 40; ++i) {
            key(Qt::Key_BracketLeft);
        }
    }
    void correctSlice(std::int64_t slice) {
        goToSlice(slice);
        desk.view().setFocus();
        const std::vector<Segment> segments = now().segments();
        for (std::size_t i = 0; i < segments.size(); ++i) {
            if (const Segment* known = truth.findByName(segments[i].name)) {
                brush(i, *known, slice);
            }
        }
        for (const Segment& segment : truth.segments()) {
            EXPECT_GE(diceOf(segment, slice), wanted)
                << segment.name << ", slice " << slice + 1 << ", "
                << (ownValue(segment) == 0 ? "no such segment" : "not painted") << "\n"
                << desk.messages().toStdString();
        }
    }
    /// Draws the segment's outline anew as a curve: once around the true shape.
    void outline(std::size_t index, const Segment& segment, std::int64_t slice) {
        goToSlice(slice);
        desk.view().setFocus();
        choose(index);
        desk.press(QStringLiteral("B"));
        desk.press(QStringLiteral("Del"));
        desk.press(QStringLiteral("Shift+B"));
        const std::vector<VoxelIndex> path = around(segment, slice);
        ASSERT_GT(path.size(), 8U);
        pointTo(path.front().x, path.front().y);
        key(Qt::Key_Return);
        for (const VoxelIndex& at : path) {
            pointTo(at.x, at.y);
        }
        key(Qt::Key_Return);
        desk.settle(20);
        if (segment.name == truth.segments().front().name) {
            desk.screenshot("day-outline-1280x800-dark");
        }
        desk.press(QStringLiteral("C")); // back to mask tools, where B is the brush
    }
    /// Voxels at the border of the largest piece, clockwise: Moore's neighbour tracing.
    std::vector<VoxelIndex> around(const Segment& segment, std::int64_t slice) {
        const GridSize size = truth.geometry().size();
        Mask mask(static_cast<std::size_t>(size.x * size.y));
        for (VoxelIndex at{0, 0, slice}; at.y < size.y; ++at.y) {
            for (at.x = 0; at.x < size.x; ++at.x) {
                mask[static_cast<std::size_t>(at.y * size.x + at.x)] =
                    truth.at(at, segment.layer) == segment.value ? 1 : 0;
            }
        }
        mask = keepLargestComponent(mask, {size.x, size.y, 1});
        const auto in = [&](std::int64_t x, std::int64_t y) {
            return x >= 0 && y >= 0 && x < size.x && y < size.y &&
                   mask[static_cast<std::size_t>(y * size.x + x)] != 0;
        };
        std::int64_t x = 0;
        std::int64_t y = 0;
        while (y < size.y && !in(x, y)) {
            x = x + 1 < size.x ? x + 1 : 0;
            y += x == 0 ? 1 : 0;
        }
        constexpr std::array<std::array<int, 2>, 8> ring{
            {{-1, 0}, {-1, -1}, {0, -1}, {1, -1}, {1, 0}, {1, 1}, {0, 1}, {-1, 1}}};
        std::vector<VoxelIndex> path;
        const std::int64_t startX = x;
        const std::int64_t startY = y;
        std::size_t from = 0; // entered from the left
        do {
            path.push_back({x, y, slice});
            std::size_t turn = 0;
            for (; turn < ring.size(); ++turn) {
                const auto& step = ring[(from + turn) % ring.size()];
                if (in(x + step[0], y + step[1])) {
                    x += step[0];
                    y += step[1];
                    break;
                }
            }
            from = (from + turn + 5) % ring.size(); // where it came from, and one on
        } while ((x != startX || y != startY) && path.size() < 4000);
        return path;
    }

    Desk desk;
    LabelMap truth;
    LabelMap said; ///< what the model proposed
    VoxelIndex pointer;
};

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

    // Contour, brush, and between drawn slices interpolation.
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

    // Numbers.
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
    const QStringList line = QApplication::clipboard()->text().split(u'\n').value(1).split(u'\t');
    EXPECT_EQ(line.value(0).toStdString(), now().segments().front().name);
    EXPECT_EQ(line.value(2).toLongLong(), now().voxels(now().segments().front()));
    desk.screenshot("day-numbers-1280x800-dark");

    // Learn and keep.
    const double expected = automaticByEvaluation();
    desk.press(QStringLiteral("Ctrl+4"));
    ASSERT_TRUE(desk.waitFor([&] {
        auto* learn = desk.button(QStringLiteral("Learn"));
        return learn != nullptr && learn->isEnabled();
    }));
    ASSERT_TRUE(tabToButton(QStringLiteral("Learn")));
    desk.press(QStringLiteral("Return"));
    ASSERT_TRUE(desk.waitFor(
        [&] { return desk.bench().learning.phase() == LearningDesk::Phase::Finished; }, patience))
        << desk.messages().toStdString();
    ASSERT_TRUE(desk.bench().learning.result()->kept());
    const QString keep = QStringLiteral("Keep as local version");
    ASSERT_TRUE(desk.waitFor(
        [&] { return desk.button(keep) != nullptr && desk.button(keep)->isEnabled(); }));
    ASSERT_TRUE(tabToButton(keep));
    desk.press(QStringLiteral("Return"));

    // Consent: what leaves is said, the focus is where nothing happens.
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
        return !entries.empty() && entries.front().status && isFinal(entries.front().status->state);
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

    // What it scored stands in the curve of the page of models.
    desk.press(QStringLiteral("Ctrl+5"));
    auto* history = desk.find<QWidget>(QStringLiteral("models.history"));
    ASSERT_TRUE(desk.waitFor([&] { return history->isVisible(); }));
    auto* curve = desk.find<QWidget>(QStringLiteral("models.curve"));
    EXPECT_TRUE(desk.waitFor([&] { return curve->isVisible(); }, 30000));
    desk.settle(200);
    desk.screenshot("day-models-1280x800-dark");
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
        EXPECT_GE(evaluate(truth, now()).meanDice.value_or(0), wanted);
        desk.press(QStringLiteral("Ctrl+Return"));
        EXPECT_EQ(desk.segmentation().slices.front(), SliceState::Reviewed);
    }
}

} // namespace laurel
