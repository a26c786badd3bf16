#pragma once

#include "laurel/ui_kit/icons.h"
#include "laurel/ui_kit/theme.h"

#include <QString>
#include <QWidget>

class QHBoxLayout;
class QTimer;

namespace laurel::ui {

class GlyphButton;
class KeyCap;
class Label;

/// A surface of the theme with an optional 1-px line at some of its sides.
class Surface : public QWidget {
    Q_OBJECT
  public:
    enum class Fill { Ground, Panel, Raised, Well, Canvas };
    explicit Surface(Fill fill, Qt::Edges lines = {}, QWidget* parent = nullptr);

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    Fill fill_;
    Qt::Edges lines_;
};

/// A card: panel, radius 8 and a border; chosen it is filled with selection and framed in laurel.
class Card : public QWidget {
    Q_OBJECT
  public:
    explicit Card(QWidget* parent = nullptr);
    void setChosen(bool chosen);

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    bool chosen_ = false;
};

/// A 1-px line between groups: horizontal, or upright in a tool bar.
class Rule : public QWidget {
    Q_OBJECT
  public:
    explicit Rule(Qt::Orientation orientation = Qt::Horizontal, QWidget* parent = nullptr);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    Qt::Orientation orientation_;
};

/// The line at the top of a panel: title, what counts in it, key, and glyph buttons at the right.
class PanelHeader : public QWidget {
    Q_OBJECT
  public:
    explicit PanelHeader(const QString& title, const QString& key = {}, QWidget* parent = nullptr);
    void setTitle(const QString& title);
    void setKey(const QString& key);       ///< empty takes the key cap away
    void setNote(const QString& note);     ///< beside the title: "6"
    void setDetail(const QString& detail); ///< small at the right: "14 of 512 MB"
    GlyphButton* addButton(Icon glyph, const QString& name);

  private:
    QHBoxLayout* row_;
    Label *title_, *note_, *detail_;
    KeyCap* key_;
};

/// Says what belongs here and offers the first act (add buttons to `buttons()`).
class EmptyPlace : public QWidget {
    Q_OBJECT
  public:
    EmptyPlace(Icon glyph, const QString& title, const QString& text, QWidget* parent = nullptr);
    QHBoxLayout* buttons() const noexcept { return buttons_; }

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    Icon glyph_;
    QHBoxLayout* buttons_;
};

/// One line that says what happened, with one action. Lies over panels, never over an image.
/// Goes by itself after 6 s (not while the pointer is over it); errors stay until dismissed.
class Toast : public QWidget {
    Q_OBJECT
  public:
    enum class Kind { Done, Warning, Error, Waiting };
    Toast(Kind kind, const QString& title, const QString& detail, const QString& action,
          QWidget* parent);
    void setLifetime(int milliseconds); ///< 6000 if never called; 0: until dismissed

  Q_SIGNALS:
    void acted();
    void dismissed(); ///< by its cross, Esc or time; the owner deletes it

  protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    Kind kind_;
    QTimer* timer_;
};

} // namespace laurel::ui
