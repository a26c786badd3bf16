#pragma once

#include "laurel/ui_kit/icons.h"

#include <QAbstractButton>
#include <QString>
#include <QStringList>

#include <optional>

class QMenu;

namespace laurel::ui {

/// Confirm is framed and written in laurel without fill: "Mark reviewed", beside no primary.
enum class ButtonKind { Primary, Normal, Quiet, Confirm };

/// What our buttons share: hover, pressing with Enter as well as Space, the theme, the accessible
/// name.
class ButtonBase : public QAbstractButton {
    Q_OBJECT
  public:
    explicit ButtonBase(const QString& name, QWidget* parent = nullptr);

  protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool isHot() const; ///< the pointer is over it and it can be pressed
    bool isOn() const;  ///< held down or checked
};

class Button : public ButtonBase {
    Q_OBJECT
  public:
    explicit Button(const QString& text, ButtonKind kind = ButtonKind::Normal,
                    QWidget* parent = nullptr);
    void setGlyph(std::optional<Icon> glyph);
    void setKind(ButtonKind kind);
    void
    setHint(const QString& keys); ///< "Ctrl ⏎" in small at the right; yields when it does not fit
    void setTall(bool tall);      ///< 34 px: the primary in a foot
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    int contentWidth(bool withHint) const;
    ButtonKind kind_;
    std::optional<Icon> glyph_;
    QString hint_;
    bool tall_ = false;
};

/// Square button with a glyph: 28 px; in the tool rail (`letter` given) 38 × 32 with its key small.
/// Checked it is filled with selection, in the rail with laurel.
class GlyphButton : public ButtonBase {
    Q_OBJECT
  public:
    GlyphButton(Icon glyph, const QString& name, const QString& letter = {},
                QWidget* parent = nullptr);
    void setGlyph(Icon glyph);
    void setLetter(const QString& letter); ///< of a button of the rail
    void setGlyphSize(int side);           ///< px; 20 if never called
    void setSide(int side);                ///< px of the button; 28 if never called
    void setFramed(bool framed); ///< raised with a border, beside a Segmented or a Dropdown
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    Icon glyph_;
    QString letter_;
    int glyphSize_ = 20;
    int side_ = 28;
    bool framed_ = false;
};

/// A primary with a second part at its right that opens a menu ("Auto-segment | v").
class SplitButton : public ButtonBase {
    Q_OBJECT
  public:
    SplitButton(Icon glyph, const QString& text, QWidget* parent = nullptr);
    void setMenu(QMenu* menu); ///< not owned; Down opens it as well
    /// Filled as the one primary, or framed like a normal button while another is the primary.
    void setPrimary(bool primary);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

  protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    int menuLeft() const;
    void openMenu();
    Icon glyph_;
    QMenu* menu_ = nullptr;
    bool primary_ = true;
};

/// A button that shows the choice in force and opens the others as a menu. Up and Down choose as
/// well.
class Dropdown : public ButtonBase {
    Q_OBJECT
  public:
    Dropdown(const QString& name, const QStringList& choices, QWidget* parent = nullptr);
    void setChoices(const QStringList& choices); ///< the first is chosen
    const QStringList& choices() const noexcept { return choices_; }
    int index() const noexcept { return index_; } ///< -1 while there is no choice
    void setIndex(int index);
    void setGlyph(std::optional<Icon> glyph);
    void setNote(const QString& note); ///< after the text, quieter: "Leg v12"
    /// Shown instead of the choice ("Custom 12–90 %"); empty shows the choice again.
    void setShownText(const QString& text);
    QString shownText() const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  Q_SIGNALS:
    void chosen(int index);

  protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

  private:
    void openMenu();
    void choose(int index);
    QStringList choices_;
    QString shownText_, note_;
    std::optional<Icon> glyph_;
    int index_ = 0;
};

} // namespace laurel::ui
