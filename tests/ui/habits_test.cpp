#include "ui/desk.h"

#include "laurel/ui_kit/controls.h"
#include "laurel/workflow/automatic_overlap.h"

#include <QAbstractButton>
#include <QApplication>
#include <QClipboard>
#include <QLineEdit>
#include <QListView>
#include <QTest>

#include <algorithm>
#include <vector>

/// What the window keeps of a person's habits, and what it tells of a model's.
namespace laurel {

namespace {

/// A model's proposal: the truth, but every muscle two voxels to the right.
Proposal shifted(Desk& desk, const LabelMap& truth) {
    LabelMap labels(truth.geometry());
    for (const Segment& segment : truth.segments()) {
        labels.addSegment(segment);
    }
    const GridSize& size = truth.geometry().size();
    for (VoxelIndex at; at.z < size.z; ++at.z) {
        for (at.y = 0; at.y < size.y; ++at.y) {
            for (at.x = 2; at.x < size.x; ++at.x) {
                labels.set(at, truth.at({at.x - 2, at.y, at.z}));
            }
        }
    }
    (void)desk;
    return {std::move(labels), 0, size.z - 1, {"leg", 12, std::string(64, 'a')}, "Leg v12", 1};
}

void accept(Desk& desk, Proposal proposal) {
    desk.session().setProposal(std::move(proposal));
    desk.view().setFocus();
    desk.settle();
    desk.press(QStringLiteral("Return"));
    ASSERT_TRUE(desk.waitFor([&] { return desk.session().proposal() == nullptr; }));
    desk.settle();
}

/// Dice of a segment in a slice, counted voxel by voxel.
double diceOf(const LabelMap& automatic, const LabelMap& refined, const std::string& name,
              std::int64_t slice) {
    const std::vector<std::uint8_t> a = automatic.mask(*automatic.findByName(name));
    const std::vector<std::uint8_t> r = refined.mask(*refined.findByName(name));
    const GridSize& size = refined.geometry().size();
    double both = 0;
    double sum = 0;
    for (std::int64_t i = slice * size.x * size.y; i < (slice + 1) * size.x * size.y; ++i) {
        const auto at = static_cast<std::size_t>(i);
        both += a[at] != 0 && r[at] != 0 ? 1 : 0;
        sum += (a[at] != 0 ? 1 : 0) + (r[at] != 0 ? 1 : 0);
    }
    return 2 * both / sum;
}

QString labelTexts(QWidget* root) {
    QStringList texts;
    for (const ui::Label* label : root->findChildren<ui::Label*>()) {
        texts << label->text();
    }
    return texts.join(u'|');
}

} // namespace

TEST(Habits, DiceOfAutomaticAgainstRefinedIsAlwaysInSight) {
    Desk desk;
    const SyntheticCase& leg = desk.makeLeg();
    const LabelMap truth = leg.labels;
    desk.open(desk.legImage());
    const Proposal proposal = shifted(desk, truth);
    const LabelMap said = proposal.labels;
    ASSERT_NO_FATAL_FAILURE(accept(desk, proposal));
    ASSERT_EQ(desk.history().steps().size(), 1U);
    desk.session().view().setCrosshair({80, 96, 3});
    auto* list = desk.find<QListView>(QStringLiteral("segments.list"));
    ASSERT_TRUE(list->isVisible());
    const auto spoken = [&](int row) {
        return list->model()->data(list->model()->index(row, 0), Qt::AccessibleTextRole).toString();
    };
    desk.settle(100);
    EXPECT_FALSE(spoken(0).contains(QStringLiteral("Dice"))) << "nobody has looked at it yet";

    // A person corrects the slice: it is compared as it is now.
    desk.press(QStringLiteral("B"));
    desk.drag(desk.view(), {70, 96, 3}, {90, 100, 3});
    const std::string first = desk.segmentation().labels.segments().front().name;
    const double expected = diceOf(said, desk.segmentation().labels, first, 3);
    ASSERT_TRUE(desk.waitFor([&] { return spoken(0).contains(QStringLiteral("Dice")); }));
    EXPECT_TRUE(spoken(0).contains(QStringLiteral("Dice here %1").arg(expected, 0, 'f', 2)))
        << spoken(0).toStdString() << " " << expected;
    auto* properties = desk.find<QWidget>(QStringLiteral("properties.dice"));
    ASSERT_TRUE(properties->isVisible());
    EXPECT_TRUE(labelTexts(properties).contains(QStringLiteral("– over reviewed slices")))
        << labelTexts(properties).toStdString();
    desk.screenshot("dice-1280x800-dark");

    desk.press(QStringLiteral("Ctrl+Return"));
    ASSERT_TRUE(desk.waitFor([&] {
        return labelTexts(properties)
            .contains(QStringLiteral("%1 over reviewed slices").arg(expected, 0, 'f', 2));
    })) << labelTexts(properties).toStdString();

    // The numbers know it too.
    desk.press(QStringLiteral("Ctrl+3"));
    ASSERT_TRUE(desk.waitFor([&] {
        auto* copy = desk.find<QAbstractButton>(QStringLiteral("numbers.copy"));
        return copy != nullptr && copy->isEnabled();
    }));
    desk.settle(400);
    desk.click(QStringLiteral("numbers.copy"));
    const QStringList lines = QApplication::clipboard()->text().split(u'\n');
    EXPECT_EQ(lines.value(0).split(u'\t').last(), QStringLiteral("Dice vs. auto"));
    EXPECT_EQ(lines.value(1).split(u'\t').last(), QString::number(expected, 'f', 3));
    desk.screenshot("dice-numbers-1280x800-dark");
    desk.press(QStringLiteral("Ctrl+2"));

    // It goes with the step that brought it, and comes back after a restart.
    const Segmentation before = desk.segmentation();
    const std::filesystem::path folder = *desk.session().folder();
    desk.restart();
    desk.open(folder);
    EXPECT_EQ(desk.segmentation(), before);
}

TEST(Habits, PreferencesCountAtOnceAndForGood) {
    Desk desk;
    desk.press(QStringLiteral("Ctrl+,"));
    auto* page = desk.find<QWidget>(QStringLiteral("place.preferences"));
    ASSERT_TRUE(page->isVisible());
    desk.screenshot("preferences-1280x800-dark");
    desk.window().resize(1920, 1080);
    desk.screenshot("preferences-1920x1080-dark");
    desk.window().resize(1280, 800);
    auto* theme = desk.find<ui::Segmented>(QStringLiteral("preferences.theme"));
    EXPECT_EQ(QApplication::focusWidget(), theme);
    theme->choose(1);
    EXPECT_FALSE(ui::theme().dark);
    desk.screenshot("preferences-1280x800-light");
    theme->choose(0);
    desk.find<ui::Segmented>(QStringLiteral("preferences.names"))->choose(1);
    desk.find<ui::Segmented>(QStringLiteral("preferences.area"))->choose(1);
    EXPECT_EQ(desk.bench().preferences.areaUnit(), AreaUnit::SquareMillimetres);
    desk.bench().preferences.setSaving({7, 30});
    desk.bench().preferences.setThreads(1);
    desk.press(QStringLiteral("Esc"));
    EXPECT_FALSE(page->isVisible());
    desk.restart();
    EXPECT_EQ(desk.bench().preferences.segmentNames(), SegmentNames::Brief);
    EXPECT_EQ(desk.bench().preferences.areaUnit(), AreaUnit::SquareMillimetres);
    EXPECT_EQ(desk.bench().preferences.saving(), (SavingHabits{7, 30}));
    EXPECT_EQ(desk.bench().preferences.threadsToUse(), 1);
    desk.openLeg();
    desk.paintTruth();
    auto* list = desk.find<QListView>(QStringLiteral("segments.list"));
    const QString shown = list->model()->index(0, 0).data().toString();
    EXPECT_LE(shown.size(), 8) << shown.toStdString();
    EXPECT_NE(shown, QString::fromStdString(desk.segmentation().labels.segments()[0].name));
}

TEST(Habits, AKeyIsChangedAndWhoHadItIsAsked) {
    Desk desk;
    desk.openLeg();
    desk.addSegment();
    desk.press(QStringLiteral("Ctrl+,"));
    auto* fill = desk.find<QAbstractButton>(QStringLiteral("keys.Fill"));
    ASSERT_NE(fill, nullptr);
    auto* question = desk.find<QWidget>(QStringLiteral("preferences.question"));
    fill->setFocus();
    fill->click();
    desk.press(QStringLiteral("Ctrl+B")); // nobody's
    EXPECT_FALSE(question->isVisible());
    EXPECT_TRUE(fill->accessibleName().contains(QStringLiteral("Ctrl+B")))
        << fill->accessibleName().toStdString();

    fill->setFocus();
    fill->click();
    desk.press(QStringLiteral("B")); // the brush's
    ASSERT_TRUE(question->isVisible());
    EXPECT_TRUE(labelTexts(question).contains(QStringLiteral("B is the key of Brush.")))
        << labelTexts(question).toStdString();
    desk.screenshot("keys-conflict-1280x800-dark");
    desk.click(desk.button(QStringLiteral("Leave it")));
    EXPECT_FALSE(question->isVisible());
    EXPECT_TRUE(fill->accessibleName().contains(QStringLiteral("Ctrl+B")));

    fill->setFocus();
    fill->click();
    desk.press(QStringLiteral("B"));
    desk.click(desk.button(QStringLiteral("Take it")));
    EXPECT_EQ(fill->accessibleName(), QStringLiteral("Fill: B"));

    fill->setFocus();
    fill->click();
    desk.press(QStringLiteral("Return")); // the window's own
    ASSERT_TRUE(question->isVisible());
    EXPECT_EQ(desk.button(QStringLiteral("Take it")), nullptr) << "it cannot be had";
    desk.click(desk.button(QStringLiteral("Leave it")));
    desk.press(QStringLiteral("Esc"));

    // The key works, and the sheet says so.
    desk.view().setFocus();
    desk.press(QStringLiteral("B"));
    EXPECT_TRUE(desk.find<QAbstractButton>(QStringLiteral("tool.Fill"))->isChecked());
    desk.press(QStringLiteral("F1"));
    EXPECT_TRUE(desk.find<QWidget>(QStringLiteral("pane.keys"))->isVisible());
    desk.press(QStringLiteral("Esc"));
    desk.restart();
    desk.openLeg();
    desk.addSegment();
    desk.view().setFocus();
    desk.press(QStringLiteral("B"));
    EXPECT_TRUE(desk.find<QAbstractButton>(QStringLiteral("tool.Fill"))->isChecked())
        << "after a restart too";
}

TEST(Habits, DafnesHandsFindTheirKeys) {
    Desk desk;
    desk.openLeg(12);
    desk.press(QStringLiteral("Ctrl+,"));
    desk.find<ui::Segmented>(QStringLiteral("preferences.preset"))->choose(1);
    desk.screenshot("keys-dafne-1280x800-dark");
    desk.press(QStringLiteral("Esc"));
    desk.addSegment();
    desk.session().view().setCrosshair({80, 96, 5});
    desk.view().setFocus();
    desk.press(QStringLiteral("V")); // not even the brush
    const auto painted = [&] { return desk.session().openCase().counts().voxels(0); };
    desk.drag(desk.view(), {70, 90, 5}, {90, 90, 5}, Qt::ShiftModifier);
    const std::int64_t after = painted();
    EXPECT_GT(after, 20) << "held Shift paints";
    EXPECT_EQ(desk.session().view().crosshair(), (VoxelIndex{80, 96, 5}));
    desk.drag(desk.view(), {70, 90, 5}, {80, 90, 5}, Qt::ControlModifier);
    EXPECT_LT(painted(), after) << "held Ctrl erases";
    EXPECT_GT(painted(), 0);

    const double size = desk.bench().session() ? 0 : 1;
    (void)size;
    desk.press(QStringLiteral("Right"));
    EXPECT_EQ(desk.session().view().crosshair().z, 6) << "arrows change slices";
    desk.press(QStringLiteral("Left"));
    const double zoom = desk.view().zoom();
    desk.wheel(desk.view(), 1, Qt::ControlModifier);
    EXPECT_DOUBLE_EQ(desk.view().zoom(), zoom) << "Ctrl+wheel is for the brush";
    desk.wheel(desk.view(), 1, Qt::ShiftModifier);
    EXPECT_GT(desk.view().zoom(), zoom);

    // N propagates to the next slice, B back.
    desk.press(QStringLiteral("N"));
    ASSERT_TRUE(desk.waitFor([&] { return desk.session().proposal() != nullptr; }, 30000))
        << desk.messages().toStdString();
    EXPECT_EQ(desk.session().proposal()->act->kind, StepKind::Propagate);
    EXPECT_EQ(desk.session().proposal()->firstSlice, 6);
    desk.press(QStringLiteral("Esc"));
    desk.session().view().setCrosshair({80, 96, 5});
    desk.press(QStringLiteral("B"));
    ASSERT_TRUE(desk.waitFor([&] { return desk.session().proposal() != nullptr; }, 30000));
    EXPECT_EQ(desk.session().proposal()->firstSlice, 4);
    desk.press(QStringLiteral("Esc"));

    // O is the region among masks, and draws a hole among curves.
    const auto isOn = [&](const char* tool) {
        return desk.find<QAbstractButton>(QString::fromUtf8(tool))->isChecked();
    };
    desk.press(QStringLiteral("O"));
    EXPECT_TRUE(isOn("tool.Region"));
    desk.press(QStringLiteral("C"));
    desk.press(QStringLiteral("O"));
    EXPECT_TRUE(isOn("tool.Draw hole"));
    EXPECT_FALSE(isOn("tool.Region"));
    desk.press(QStringLiteral("C"));
    desk.press(QStringLiteral("V"));

    // A right double-click shows the window of the image again.
    const GreyWindow usual = desk.session().view().window();
    desk.session().view().setWindow({usual.width / 3, usual.level, false});
    QTest::mouseDClick(&desk.view(), Qt::RightButton);
    EXPECT_EQ(desk.session().view().window(), usual);
    desk.press(QStringLiteral("Ctrl+Z"));
    EXPECT_EQ(painted(), after);
    desk.press(QStringLiteral("Ctrl+Y"));
    EXPECT_LT(painted(), after);
}

} // namespace laurel
