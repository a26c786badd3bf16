#pragma once

#include "chosen_handle.h"

#include "laurel/ui_kit/controls.h"

#include <QWidget>

#include <array>

namespace laurel::ui {

/// Where the handle that was pressed last lies in the patient, in mm along the slice's two axes, to
/// be read and typed; others that are chosen with it move as far. Hidden while no handle of the
/// slice is chosen.
class HandleFields : public QWidget {
    Q_OBJECT
  public:
    HandleFields(ToolBox& tools, CaseSession& session, QWidget* parent = nullptr);
    /// To be called after curves or the chosen handle have changed.
    void follow();

  private:
    /// mm, LPS, along the plane's axes.
    std::array<double, 2> inPatient(const ChosenHandle& chosen) const;
    void move(std::size_t axis, double to);

    ToolBox& tools_;
    CaseSession& session_;
    std::array<NumberField*, 2> fields_{};
};

} // namespace laurel::ui
