#pragma once

#include "slice_field.h"

#include "laurel/ui_kit/controls.h"
#include "laurel/ui_views/slice_view.h"

class QVBoxLayout;

namespace laurel::ui {

/// A strip over a view: colour of its plane, name, what it shows, where it is, and a button that
/// gives it all the room.
class ViewHeader : public Surface {
    Q_OBJECT
  public:
    ViewHeader(const QString& title, const QColor& color, QWidget* parent = nullptr);
    void setDetail(const QString& detail);
    void setPosition(const QString& position);
    void setMaximised(bool maximised);
    void setAllKey(const QString& key); ///< that shows all views again; empty: none does
    GlyphButton& maximise() noexcept { return *maximise_; }
    /// Whether keys are about this view: its colour is filled then, else an outline.
    void setActive(bool active);
    /// Asks for a slice's number where the position stands.
    void askSlice(std::int64_t now);

  Q_SIGNALS:
    void maximiseWanted();
    void sliceWanted(std::int64_t number); ///< counted from 1, as it was typed

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QString title_;
    QColor color_;
    bool active_ = true; ///< no slice view: as if it were
    Label* detail_;
    Label* position_;
    SliceField* number_;
    GlyphButton* maximise_;
};

/// One slice view with its header.
class ViewFrame : public QWidget {
    Q_OBJECT
  public:
    ViewFrame(CaseSession& session, int axis, QWidget* parent = nullptr);
    SliceView& view() noexcept { return *view_; }
    ViewHeader& header() noexcept { return *header_; }
    void setCompact(bool compact); ///< without details: for the narrow views
    void setFoot(QWidget* foot);   ///< beneath the view, such as the slice panel
    void askSlice();               ///< for a number to go to, in the header

  private:
    void showPosition();
    void showDetail();
    void showActive();

    CaseSession& session_;
    SliceView* view_;
    ViewHeader* header_;
    QVBoxLayout* column_;
    bool compact_ = false;
};

} // namespace laurel::ui
