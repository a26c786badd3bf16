#include "keymap.h"

#include <QSettings>

#include <algorithm>
#include <array>

namespace laurel::ui {

namespace {

using enum Command;

struct PresetKeys {
    Command id;
    const char* keys;
};

/// Where Dafne's hands expect something else. What gave way moved to keys that are free.
constexpr std::array dafneKeys{
    PresetKeys{PropagateOn, "N"},
    PresetKeys{PropagateBack, "B"},
    PresetKeys{BrushBigger, "+; X; ]"},
    PresetKeys{BrushSmaller, "-; Y; Z; ["},
    PresetKeys{RemoveOverlap, "R"},
    PresetKeys{FrameBack, ","},
    PresetKeys{FrameOn, "."},
    PresetKeys{ToolBrush, "P"},
    PresetKeys{ToolRegion, "O"},
    PresetKeys{ToolCurveHole, "Shift+I"},
    PresetKeys{ToolRuler, "Shift+M"},
    PresetKeys{ToolAngle, "Shift+K"},
    PresetKeys{SnapCurves, "Ctrl+Alt+M"},
    PresetKeys{CrossLines, "Shift+X"},
    PresetKeys{ZoomFit, "Shift+Z"},
};

constexpr std::array reserved{
    ReservedKey{"Esc", "discards a preview and gives up an act"},
    ReservedKey{"Return", "accepts a preview, presses and lifts the tool"},
    ReservedKey{"Enter", "accepts a preview, presses and lifts the tool"},
    ReservedKey{"Space", "pans while it is held, and presses buttons"},
    ReservedKey{"Tab", "goes on to the next control"},
    ReservedKey{"Shift+Tab", "goes back to the control before"},
    ReservedKey{"Alt+Up", "moves the pointer"},
    ReservedKey{"Alt+Down", "moves the pointer"},
    ReservedKey{"Alt+Left", "moves the pointer"},
    ReservedKey{"Alt+Right", "moves the pointer"},
    ReservedKey{"1", "chooses the first segment"},
    ReservedKey{"2", "chooses the second segment"},
    ReservedKey{"3", "chooses the third segment"},
    ReservedKey{"4", "chooses the fourth segment"},
    ReservedKey{"5", "chooses the fifth segment"},
    ReservedKey{"6", "chooses the sixth segment"},
    ReservedKey{"7", "chooses the seventh segment"},
    ReservedKey{"8", "chooses the eighth segment"},
    ReservedKey{"9", "chooses the ninth segment"},
};

constexpr std::array pairs{
    ToolPair{ToolBrush, ToolCurveDraw},       ToolPair{ToolEraser, ToolCurveRemove},
    ToolPair{FollowIntensity, ToolCurveEdit}, ToolPair{ToolThreshold, ToolCurveShape},
    ToolPair{ToolMorphology, ToolCurveSnap},  ToolPair{ToolSmooth, SimplifyCurves},
};

const CommandFacts& factsOf(Command id) {
    return commandTable()[static_cast<std::size_t>(id)];
}

QList<QKeySequence> presetKeys(KeyPreset preset, Command id) {
    if (preset == KeyPreset::Dafne) {
        const auto* const own = std::ranges::find(dafneKeys, id, &PresetKeys::id);
        if (own != dafneKeys.end()) {
            return keysFromText(QString::fromUtf8(own->keys));
        }
    }
    return keysFromText(QString::fromUtf8(factsOf(id).keys));
}

/// The title in English, which stays whatever language the window speaks.
QString settingsKey(Command id) {
    return QStringLiteral("keys/") + QString::fromUtf8(factsOf(id).title);
}

const QString& presetSetting() {
    static const QString key = QStringLiteral("keyPreset");
    return key;
}

QString textOf(const QList<QKeySequence>& keys) {
    return QKeySequence::listToString(keys, QKeySequence::PortableText);
}

QString shown(const QKeySequence& key) {
    return key.toString(QKeySequence::NativeText);
}

} // namespace

std::span<const ReservedKey> reservedKeys() {
    return reserved;
}

std::span<const ToolPair> toolPairs() {
    return pairs;
}

QList<QKeySequence> keysFromText(const QString& text) {
    QList<QKeySequence> keys;
    for (const QString& part : text.split(QStringLiteral("; "), Qt::SkipEmptyParts)) {
        const QKeySequence key = QKeySequence::fromString(part, QKeySequence::PortableText);
        if (key.count() == 1 && key[0].key() != Qt::Key_unknown) {
            keys.append(key);
        }
    }
    return keys;
}

Keymap::Keymap(KeyPreset preset) : preset_(preset) {}

QList<QKeySequence> Keymap::keys(Command id) const {
    const auto own = changed_.find(id);
    return own == changed_.end() ? presetKeys(preset_, id) : own->second;
}

/// Of drawing a hole among curves, as long as nobody has given it other keys.
std::optional<QKeySequence> Keymap::holeLetter() const {
    return isChanged(ToolCurveHole) ? std::nullopt
                                    : std::optional<QKeySequence>(QKeySequence(Qt::Key_O));
}

QList<QKeySequence> Keymap::keys(Command id, ToolMode mode) const {
    QList<QKeySequence> own = keys(id);
    if (mode == ToolMode::Mask) {
        return own;
    }
    if (std::ranges::find(pairs, id, &ToolPair::ofMasks) != pairs.end()) {
        return {};
    }
    const auto* const pair = std::ranges::find(pairs, id, &ToolPair::ofCurves);
    if (pair != pairs.end()) {
        own = keys(pair->ofMasks) + own;
    }
    if (const auto letter = holeLetter()) {
        own.removeAll(*letter);
        if (id == ToolCurveHole) {
            own.prepend(*letter);
        }
    }
    return own;
}

void Keymap::setKeys(Command id, const QList<QKeySequence>& keys) {
    if (keys == presetKeys(preset_, id)) {
        changed_.erase(id);
    } else {
        changed_[id] = keys;
    }
}

void Keymap::release(const QKeySequence& key) {
    for (const CommandFacts& facts : commandTable()) {
        QList<QKeySequence> own = keys(facts.id);
        if (own.removeAll(key) > 0) {
            setKeys(facts.id, own);
        }
    }
}

std::optional<KeyConflict> Keymap::conflict(Command id, const QKeySequence& key) const {
    for (const ReservedKey& own : reserved) {
        if (QKeySequence::fromString(QString::fromUtf8(own.keys), QKeySequence::PortableText) ==
            key) {
            return KeyConflict{std::nullopt,
                               tr("%1 cannot be changed: it %2.").arg(shown(key), tr(own.meaning))};
        }
    }
    for (const CommandFacts& facts : commandTable()) {
        if (facts.id != id && keys(facts.id).contains(key)) {
            return KeyConflict{facts.id,
                               tr("%1 is the key of %2.").arg(shown(key), titleOf(facts.id))};
        }
    }
    return std::nullopt;
}

std::vector<QString> Keymap::conflicts(ToolMode mode) const {
    std::vector<QString> found;
    std::map<QKeySequence, Command> holders;
    for (const CommandFacts& facts : commandTable()) {
        for (const QKeySequence& key : keys(facts.id, mode)) {
            const auto [holder, first] = holders.emplace(key, facts.id);
            if (!first) {
                found.push_back(
                    tr("%1 is the key of %2.").arg(shown(key), titleOf(holder->second)) +
                    QStringLiteral(" ") + titleOf(facts.id));
            }
            if (const auto own = conflict(facts.id, key); own && !own->holder) {
                found.push_back(titleOf(facts.id) + QStringLiteral(": ") + own->reason);
            }
        }
    }
    return found;
}

Keymap Keymap::read(QSettings& settings) {
    const bool dafne = settings.value(presetSetting()).toString() == QStringLiteral("dafne");
    Keymap map(dafne ? KeyPreset::Dafne : KeyPreset::Laurel);
    for (const CommandFacts& facts : commandTable()) {
        const QVariant own = settings.value(settingsKey(facts.id));
        if (own.isValid()) {
            map.setKeys(facts.id, keysFromText(own.toString()));
        }
    }
    return map;
}

void Keymap::write(QSettings& settings) const {
    settings.setValue(presetSetting(), preset_ == KeyPreset::Dafne ? QStringLiteral("dafne")
                                                                   : QStringLiteral("laurel"));
    settings.remove(QStringLiteral("keys"));
    for (const auto& [id, own] : changed_) {
        settings.setValue(settingsKey(id), textOf(own));
    }
}

} // namespace laurel::ui
