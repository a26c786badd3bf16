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
        for (const QString& conflict : Keymap(preset).conflicts()) {
            ADD_FAILURE() << static_cast<int>(preset) << ": " << conflict.toStdString();
        }
    }
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
    EXPECT_TRUE(map.conflicts().empty());
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
