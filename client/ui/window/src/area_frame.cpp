#include "area_frame.h"

#include "laurel/session/texts.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace laurel::ui {

AreaFrame::AreaFrame(CaseSession& session, QWidget* parent)
    : Surface(Surface::Fill::Panel, {}, parent),
      header_(new ViewHeader(Texts::tr("3-D and area along the limb"), theme().text3, this)),
      surface_(new SurfaceView(session, this)), plot_(new AreaPlot(session, this)) {
    setObjectName(QStringLiteral("pane.plot"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(header_);
    auto* row = new QHBoxLayout;
    row->setSpacing(0);
    row->addWidget(surface_, 4); // as in the design's pictures
    row->addWidget(plot_, 6);
    column->addLayout(row, 1);
    plot_->setObjectName(QStringLiteral("view.plot"));
    auto* line = static_cast<QHBoxLayout*>(header_->layout());
    line->insertWidget(line->count() - 1, switcher()); // beside the button for all the room
    connect(&session, &CaseSession::proposalChanged, this, [this, &session] {
        header_->setDetail(session.proposal() != nullptr ? Texts::tr("preview hatched and dashed")
                                                         : QString());
    });
}

QWidget* AreaFrame::switcher() {
    auto* button = new GlyphButton(Icon::LayoutTwo, Texts::tr("3-D, area or both"));
    button->setObjectName(QStringLiteral("view.plot.switch"));
    button->setSide(26);
    button->setGlyphSize(16);
    button->setToolTip(Texts::tr("Show only 3-D, only the area along the limb, or both again"));
    connect(button, &GlyphButton::clicked, this, [this] {
        setContent(content_ == Content::Both      ? Content::Surface
                   : content_ == Content::Surface ? Content::Area
                                                  : Content::Both);
    });
    return button;
}

void AreaFrame::setContent(Content content) {
    content_ = content;
    surface_->setVisible(content != Content::Area);
    plot_->setVisible(content != Content::Surface);
}

} // namespace laurel::ui
