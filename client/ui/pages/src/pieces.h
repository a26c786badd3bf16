#pragma once

#include "laurel/ui_kit/controls.h"

#include <QAbstractButton>
#include <QMargins>
#include <QWidget>

#include <optional>

class QBoxLayout;
class QGridLayout;
class QHBoxLayout;
class QScrollArea;
class QVBoxLayout;

/// What several pages are put together from and the kit does not have. GUI thread.
namespace laurel::ui {

QVBoxLayout* columnIn(QWidget* parent, const QMargins& margins = {}, int spacing = 0);
QHBoxLayout* rowIn(QWidget* parent, const QMargins& margins = {}, int spacing = space::s);
/// A row inside a layout that belongs to a widget already.
QHBoxLayout* rowBelow(QBoxLayout* layout, int spacing = space::s);
QVBoxLayout* columnBeside(QBoxLayout* layout, int stretch = 0, int spacing = space::xs);
/// Scrolls upright only, without a frame; `inner` then belongs to it.
QScrollArea* scrolling(QWidget* inner, QWidget* parent);
/// Takes all rows out of a list. They die when control is back in the event loop, as one of them
/// may be what was pressed.
void emptyRows(QWidget* list);
/// Breaks by words, and takes the height that this needs in a layout.
void wrap(Label* label);
/// An empty place with room around it, in the middle of what is free.
QWidget* centred(EmptyPlace* place, QWidget* parent);
/// Name and tooltip at once, as every control has them.
template <typename Control>
Control* described(Control* control, const QString& name, const QString& tip) {
    control->setAccessibleName(name);
    control->setToolTip(tip);
    return control;
}

/// A rounded surface with a line around it that holds a layout.
class Tile : public QWidget {
    Q_OBJECT
  public:
    enum class Look { Raised, Panel, Well, Chosen };
    explicit Tile(Look look = Look::Raised, QWidget* parent = nullptr);

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    Look look_;
};

/// A glyph or the mark of a state, beside a text that says the same.
class Mark : public QWidget {
    Q_OBJECT
  public:
    enum class Tone { Text2, Text3, Laurel, InWork, Flagged, Automatic };
    Mark(Icon icon, Tone tone, int size = 20, QWidget* parent = nullptr);
    explicit Mark(StateMark state, int size = 16, QWidget* parent = nullptr);
    void setIcon(Icon icon, Tone tone);

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    std::optional<StateMark> state_;
    Icon icon_ = Icon::Info;
    Tone tone_ = Tone::Text2;
};

/// A row of a list that acts when pressed: fill for hover and choice, the ring within its edges.
/// Up and Down go on as Tab does.
class RowButton : public ButtonBase {
    Q_OBJECT
  public:
    explicit RowButton(const QString& name, QWidget* parent = nullptr);

  protected:
    /// Draws what the row holds; its background is there.
    virtual void paintContent(QPainter& painter) = 0;
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override; ///< keeps its arrows from the window's shortcuts
};

/// Text that yields in the middle, drawn at once.
void paintText(QPainter& painter, const QRect& box, const QString& text, const QFont& font,
               const QColor& color, int flags = Qt::AlignLeft | Qt::AlignVCenter);

/// One line of trouble: what happened, what it means and what next; goes away when dismissed.
class MessageLine : public QWidget {
    Q_OBJECT
  public:
    /// @param room around it, gone with it while there is no message
    explicit MessageLine(QWidget* parent = nullptr, const QMargins& room = {});
    void tell(const QString& title, const QString& why);
    void clear() { hide(); }
    QString text() const; ///< all of it; empty while hidden

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QMargins room_;
    Label* title_;
    Label* why_;
};

} // namespace laurel::ui
