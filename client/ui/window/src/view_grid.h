#pragma once

#include "area_frame.h"
#include "view_frame.h"

#include <array>

namespace laurel::ui {

/// The views: the acquired plane large, the two others tall beside it, the curves beneath them.
/// Any of the four can have all the room.
class ViewGrid : public QWidget {
    Q_OBJECT
  public:
    enum class Layout { All, Main, Second, Third, Plot };

    explicit ViewGrid(CaseSession& session, QWidget* parent = nullptr);

    SliceView& view(int axis) noexcept { return frames_[static_cast<std::size_t>(axis)]->view(); }
    SliceView& mainView() noexcept { return view(2); }
    SliceView& activeView() noexcept { return view(look_.activeAxis()); }
    ViewFrame& frame(int axis) noexcept { return *frames_[static_cast<std::size_t>(axis)]; }
    /// Whether a person sees the view: neither another view nor another page has its place.
    bool shows(int axis) noexcept { return view(axis).isVisible(); }
    ViewFrame& mainFrame() noexcept { return *frames_[2]; }
    /// Where the keyboard belongs: the view that stands alone, or the active one; the curves'
    /// button where these stand alone.
    QWidget& shownPlace() noexcept;
    Layout layoutShown() const noexcept { return layout_; }
    void setLayoutShown(Layout layout);
    /// Only the main view, whatever the layout: beside the Learn page.
    void setNarrow(bool narrow);
    void setTool(const ViewTool& tool);
    void zoomToFit();
    void setAllKey(const QString& key); ///< for the tooltips of the frames' buttons

  Q_SIGNALS:
    void layoutChanged();
    void pointed(const std::optional<laurel::VoxelIndex>& voxel);

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    void arrange();
    void arrangeAll();
    QWidget* frameOf(Layout layout) const;
    void connectFrame(ViewFrame& frame, Layout alone);

    ViewState& look_;
    std::array<ViewFrame*, 3> frames_{}; ///< by axis
    AreaFrame* area_;
    Layout layout_ = Layout::All;
    bool narrow_ = false;
};

} // namespace laurel::ui
