#include "area_frame.h"

#include "laurel/session/texts.h"

#include <QVBoxLayout>

namespace laurel::ui {

AreaFrame::AreaFrame(CaseSession& session, QWidget* parent)
    : Surface(Surface::Fill::Panel, {}, parent),
      header_(new ViewHeader(Texts::tr("Area along the limb"), theme().text3, this)) {
    setObjectName(QStringLiteral("pane.plot"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(header_);
    auto* plot = new AreaPlot(session, this);
    plot->setObjectName(QStringLiteral("view.plot"));
    column->addWidget(plot, 1);
    connect(&session, &CaseSession::proposalChanged, this, [this, &session] {
        header_->setDetail(session.proposal() != nullptr ? Texts::tr("preview thin, kept bold")
                                                         : QString());
    });
}

} // namespace laurel::ui
