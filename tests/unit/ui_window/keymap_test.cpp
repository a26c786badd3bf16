#include "keymap.h"

#include <QApplication>
#include <QSettings>
#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace laurel::ui {
namespace {

QKeySequence key(const char* text) {
    return QKeySequence::fromString(QString::fromUtf8(text), QKeySequence::PortableText);
}

bool has(const Keymap& map, Command id, const char* text) {
    return map.keys(id).contains(key(text));
}

TEST(Keymap, BothPresetsAreFreeOfConflicts) {
    for (const KeyPreset preset : {KeyPreset::Laurel, KeyPreset::Dafne}) {
        for (const ToolMode mode : {ToolMode::Mask, ToolMode::Contour}) {
            for (const QString& conflict : Keymap(preset).conflicts(mode)) {
                ADD_FAILURE() << static_cast<int>(preset) << " " << static_cast<int>(mode) << ": "
                              << conflict.toStdString();
            }
        }
    }
}

// The design's table: the left of each line among masks, the right of it in contour mode.
TEST(Keymap, LettersMeanCurveToolsInContourMode) {
    for (const KeyPreset preset : {KeyPreset::Laurel, KeyPreset::Dafne}) {
        const Keymap map(preset);
        const bool dafne = preset == KeyPreset::Dafne;
        const auto means = [&](const char* letter, Command mask, Command curve) {
            EXPECT_TRUE(map.keys(mask, ToolMode::Mask).contains(key(letter))) << letter;
            EXPECT_FALSE(map.keys(mask, ToolMode::Contour).contains(key(letter))) << letter;
            EXPECT_TRUE(map.keys(curve, ToolMode::Contour).contains(key(letter))) << letter;
        };
        means(dafne ? "P" : "B", Command::ToolBrush, Command::ToolCurveDraw);
        means("E", Command::ToolEraser, Command::ToolCurveRemove);
        means("S", Command::FollowIntensity, Command::ToolCurveEdit);
        means("T", Command::ToolThreshold, Command::ToolCurveShape);
        means("M", Command::ToolMorphology, Command::ToolCurveSnap);
        means("U", Command::ToolSmooth, Command::SimplifyCurves);
        EXPECT_TRUE(map.keys(Command::ToolCurveHole, ToolMode::Contour).contains(key("O")));
        EXPECT_EQ(has(map, Command::ToolRegion, "O"), dafne) << "among masks";
        EXPECT_FALSE(map.keys(Command::ToolRegion, ToolMode::Contour).contains(key("O")));
        EXPECT_TRUE(map.keys(Command::ToolCurveDraw, ToolMode::Contour).contains(key("Shift+B")));
    }
    Keymap own; // whatever key a person gave the brush draws curves, too
    own.setKeys(Command::ToolBrush, {key("Ctrl+B")});
    EXPECT_EQ(own.keys(Command::ToolCurveDraw, ToolMode::Contour).first(), key("Ctrl+B"));
}

TEST(Keymap, FindsTwoHoldersOfAKey) {
    Keymap map;
    map.setKeys(Command::ToolFill, {key("B")});
    EXPECT_EQ(map.conflicts(ToolMode::Mask).size(), 1U);
    EXPECT_EQ(map.conflicts(ToolMode::Contour).size(), 1U) << "there it draws curves";
    map.setKeys(Command::ToolFill, {key("Esc")});
    EXPECT_EQ(map.conflicts(ToolMode::Mask).size(), 1U);
}

// The design's table of keys, and what Dafne's hands expect.
TEST(Keymap, PresetsHaveTheKeysOfTheDesign) {
    const Keymap laurel;
    EXPECT_TRUE(has(laurel, Command::ToolBrush, "B"));
    EXPECT_TRUE(has(laurel, Command::ToolEraser, "E"));
    EXPECT_TRUE(has(laurel, Command::MarkReviewed, "Ctrl+Return"));
    EXPECT_TRUE(has(laurel, Command::RemoveOverlap, "Shift+R"));
    const Keymap dafne(KeyPreset::Dafne);
    EXPECT_TRUE(has(dafne, Command::SliceBack, "Left"));
    EXPECT_TRUE(has(dafne, Command::SliceOn, "Right"));
    EXPECT_TRUE(has(dafne, Command::PropagateOn, "N"));
    EXPECT_TRUE(has(dafne, Command::PropagateBack, "B"));
    for (const char* bigger : {"+", "X"}) {
        EXPECT_TRUE(has(dafne, Command::BrushBigger, bigger)) << bigger;
    }
    for (const char* smaller : {"-", "Y", "Z"}) {
        EXPECT_TRUE(has(dafne, Command::BrushSmaller, smaller)) << smaller;
    }
    EXPECT_TRUE(has(dafne, Command::RemoveOverlap, "R"));
    EXPECT_TRUE(has(dafne, Command::FrameBack, ","));
    EXPECT_TRUE(has(dafne, Command::FrameOn, "."));
    EXPECT_TRUE(has(dafne, Command::ToolBrush, "P"));
    EXPECT_TRUE(has(dafne, Command::ToolRegion, "O"));
    EXPECT_TRUE(has(dafne, Command::CrossLines, "Shift+X"));
    EXPECT_TRUE(has(dafne, Command::ZoomFit, "Shift+Z"));
    EXPECT_TRUE(has(dafne, Command::Undo, "Ctrl+Z"));
    EXPECT_TRUE(has(dafne, Command::Redo, "Ctrl+Y"));
    EXPECT_TRUE(has(dafne, Command::GoToSlice, "Ctrl+G"));
}

TEST(Keymap, SaysWhoseAKeyIs) {
    const Keymap map;
    const auto brush = map.conflict(Command::ToolFill, key("B"));
    ASSERT_TRUE(brush);
    EXPECT_EQ(brush->holder, Command::ToolBrush);
    EXPECT_EQ(brush->reason, "B is the key of Brush.");
    EXPECT_FALSE(map.conflict(Command::ToolBrush, key("B"))) << "its own";
    EXPECT_FALSE(map.conflict(Command::ToolFill, key("Ctrl+Alt+Shift+J")));
    const auto escape = map.conflict(Command::ToolFill, key("Esc"));
    ASSERT_TRUE(escape);
    EXPECT_FALSE(escape->holder) << "nobody can give it away";
}

TEST(Keymap, TakingAKeyLeavesNobodyElseWithIt) {
    Keymap map;
    map.release(key("B"));
    map.setKeys(Command::ToolFill, {key("B")});
    EXPECT_TRUE(map.keys(Command::ToolBrush).isEmpty());
    EXPECT_TRUE(map.conflicts(ToolMode::Mask).empty());
    EXPECT_TRUE(map.isChanged(Command::ToolBrush));
    map.setKeys(Command::ToolFill, {key("F")});
    EXPECT_FALSE(map.isChanged(Command::ToolFill)) << "as the preset has it";
    map.resetAll();
    EXPECT_TRUE(has(map, Command::ToolBrush, "B"));
}

TEST(Keymap, ComesBackFromTheFile) {
    const QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("desktop.ini"));
    Keymap map(KeyPreset::Dafne);
    map.setKeys(Command::ToolFill, {key("Ctrl+;"), key("F12")});
    map.setKeys(Command::ToolSmooth, {});
    map.setKeys(Command::WidePercentiles, {key("Ctrl+Shift+9")}); // its name has signs in it
    {
        QSettings settings(file, QSettings::IniFormat);
        map.write(settings);
    }
    QSettings settings(file, QSettings::IniFormat);
    const Keymap back = Keymap::read(settings);
    EXPECT_EQ(back.preset(), KeyPreset::Dafne);
    for (const CommandFacts& facts : commandTable()) {
        EXPECT_EQ(back.keys(facts.id), map.keys(facts.id)) << facts.title;
    }
    Keymap().write(settings);
    EXPECT_EQ(settings.childGroups().contains(QStringLiteral("keys")), false) << "nothing changed";
}

TEST(Keymap, LeavesOutWhatIsNoKey) {
    EXPECT_EQ(keysFromText(QStringLiteral("B; Ctrl+nonsense; Shift+C")).size(), 2);
    EXPECT_TRUE(keysFromText({}).isEmpty());
}

} // namespace
} // namespace laurel::ui

int main(int argc, char** argv) {
    ::testing::InitGoogleTest(&argc, argv);
    const QApplication application(argc, argv);
    return RUN_ALL_TESTS();
}
