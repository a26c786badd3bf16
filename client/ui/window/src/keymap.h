#pragma once

#include "commands.h"

#include <QCoreApplication>
#include <QKeySequence>
#include <QList>
#include <QString>

#include <map>
#include <optional>
#include <span>
#include <vector>

class QSettings;

/// Which keys ask for which command: a preset, and what a person changed of it.
namespace laurel::ui {

enum class KeyPreset { Laurel, Dafne };

/// What stands in the way of giving a key to a command.
struct KeyConflict {
    std::optional<Command> holder; ///< whose key it is
    QString reason;                ///< "B is Brush's.", "Esc discards a preview and ends an act."
};

/// A value. Keys are portable sequences of one stroke.
class Keymap {
    Q_DECLARE_TR_FUNCTIONS(Keymap)
  public:
    explicit Keymap(KeyPreset preset = KeyPreset::Laurel);

    KeyPreset preset() const noexcept { return preset_; }
    /// Those that the command has of its own. Among masks they all count.
    QList<QKeySequence> keys(Command id) const;
    /// Those that count in a mode. Among curves the keys of some mask tools, whatever they are,
    /// mean the curve tool beside them: B draws, E removes handles, S edits, T moves, turns and
    /// scales, M snaps, U simplifies; and O draws a hole.
    QList<QKeySequence> keys(Command id, ToolMode mode) const;
    /// What a person set for a command; the same as the preset's is no change.
    void setKeys(Command id, const QList<QKeySequence>& keys);
    /// Takes a key away from whoever has it.
    void release(const QKeySequence& key);
    bool isChanged(Command id) const { return changed_.contains(id); }
    void reset(Command id) { changed_.erase(id); }
    void resetAll() { changed_.clear(); }

    /// Why the command cannot simply have this key; none: it can.
    std::optional<KeyConflict> conflict(Command id, const QKeySequence& key) const;
    /// Every pair of commands that share a key in a mode, and every key that is the window's own.
    std::vector<QString> conflicts(ToolMode mode) const;

    static Keymap read(QSettings& settings);
    void write(QSettings& settings) const;

  private:
    std::optional<QKeySequence> holeLetter() const;

    KeyPreset preset_;
    std::map<Command, QList<QKeySequence>> changed_;
};

/// Keys that no command can have, since the window gives them a meaning of its own.
struct ReservedKey {
    const char* keys; ///< portable
    const char* meaning;
};
std::span<const ReservedKey> reservedKeys();

/// "Up; Left" as sequences; what is no key is left out.
QList<QKeySequence> keysFromText(const QString& text);

/// A mask tool, and the curve tool that its keys mean among curves.
struct ToolPair {
    Command ofMasks;
    Command ofCurves;
};
std::span<const ToolPair> toolPairs();

} // namespace laurel::ui
