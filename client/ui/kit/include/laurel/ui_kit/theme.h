#pragma once

#include <QColor>
#include <QFont>
#include <QObject>

#include <cstdint>

/// How everything looks: colours, type and spacing of the design, in one place. Knows Qt, nothing
/// of Laurel. GUI thread.
namespace laurel::ui {

/// Colours by role (design/DESKTOP.md "Tokens"). Images lie on `canvas` in both themes.
struct Theme {
    bool dark = true;
    QColor canvas, ground, panel, raised, well, hover, selected;
    QColor line, fieldBorder, controlEdge;
    QColor text1, text2, text3;
    QColor laurel, laurelText, onLaurel; ///< action and focus; as text on a panel; text upon it
    QColor laurelHover, laurelPressed;   ///< the filled button under the pointer and held down
    QColor automatic, inWork, flagged;   ///< states, with `laurel` for reviewed
    QColor automaticChip, inWorkChip, flaggedChip, reviewedChip;
    QColor axial, sagittal, coronal; ///< planes, on black
    /// What stands inside a text field: the well by dark, white by light.
    const QColor& fieldFill() const { return dark ? well : raised; }
};

/// Both themes as designed, whichever is in force.
const Theme& darkTheme();
const Theme& lightTheme();

enum class ThemeChoice { Dark, Light, System };

/// The theme in force. Dark until `applyTheme` was called.
const Theme& theme();
/// Sets palette and style for the whole application and tells `themeNotifier()`.
void applyTheme(ThemeChoice choice);
ThemeChoice themeChoice();

/// Emits `changed` after colours, style or text scale changed; what paints itself then updates.
class ThemeNotifier : public QObject {
    Q_OBJECT
  Q_SIGNALS:
    void changed();
};
ThemeNotifier& themeNotifier();

enum class TextRole { Page, Panel, Section, Body, Caption, Rail }; ///< 20, 15, 13, 12, 11, 10 px
/// Inter where it is installed, else the system's face, scaled by `textScale`.
QFont font(TextRole role, QFont::Weight weight = QFont::Normal);
/// The same with fixed-width digits where Qt can, for numbers in columns.
QFont monoFont(TextRole role);
/// The system's face of one width, for lines of facts ("base_version  12").
QFont codeFont(TextRole role = TextRole::Caption);
/// 1.0 to 1.5 (clamped); kept by the caller. Tells themeNotifier.
void setTextScale(double scale);
double textScale();

/// A segment's hue moved in lightness until it is readable (4.5:1) as text or curve on the panel.
QColor readableOnPanel(const QColor& hue);
/// Ratio of relative luminances as in WCAG 2.1, 1 to 21.
double contrast(const QColor& first, const QColor& second);

namespace space { ///< px on the 4-px grid
inline constexpr int xs = 4, s = 8, m = 12, l = 16, xl = 24;
inline constexpr int row = 30, historyRow = 27, button = 28, primaryFoot = 34;
inline constexpr int radiusCheck = 4, radiusControl = 6, radiusCard = 8;
} // namespace space

} // namespace laurel::ui
