#pragma once

#include "tool_box.h"

#include "laurel/session/case_session.h"
#include "laurel/session/texts.h"
#include "laurel/ui_kit/controls.h"

#include <QWidget>

class QVBoxLayout;

/// How far a tool reaches: rows that many panels share.
namespace laurel::ui {

/// From and to, counted from 1 as people do, along the view at hand; all tools share the numbers.
class RangeFields : public QWidget {
    Q_OBJECT
  public:
    RangeFields(ToolBox& tools, CaseSession& session, QWidget* parent = nullptr);

  private:
    void follow();
    NumberField* addField(const QString& name, bool last);
    SliceSpan& range() const;
    std::int64_t slices() const;

    ToolBox& tools_;
    CaseSession& session_;
    NumberField* first_;
    NumberField* last_;
};

struct ReachText {
    QStringList words; ///< for slice, range and volume
    QString tooltip;
    QString spoken = Texts::tr("Where");
    QString objectName = QStringLiteral("operation.reach");
};
/// Slice, range or volume; what they mean depends on the tool. `reach` outlives the rows.
void addReach(QVBoxLayout& rows, const ReachText& text, OperationReach& reach, ToolBox& tools,
              CaseSession& session);

/// How far acts on the chosen segment reach that are no tool (ToolBox::actReach).
void addActReach(QVBoxLayout& rows, ToolBox& tools, CaseSession& session);

} // namespace laurel::ui
