#include "options_panel.h"

#include "contour_options.h"
#include "tool_options.h"

#include <QGridLayout>
#include <QVBoxLayout>

#include <array>
#include <utility>

namespace laurel::ui {

OptionsPanel::OptionsPanel(ToolBox& tools, Commands& commands, CaseSession& session,
                           QWidget* parent)
    : Surface(Surface::Fill::Panel, Qt::RightEdge, parent), tools_(tools), commands_(commands),
      session_(session) {
    setObjectName(QStringLiteral("pane.options"));
    setAccessibleName(QStringLiteral("Tool options"));
    registerToolOptions(registry_, tools_, commands_);
    registerContourOptions(registry_, tools_, commands_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 1, 0);
    connect(&tools_, &ToolBox::changed, this, &OptionsPanel::rebuild);
    connect(&session_.view(), &ViewState::activeSegmentChanged, this, &OptionsPanel::showEffect);
    connect(&session_, &CaseSession::segmentsChanged, this, &OptionsPanel::showEffect);
    rebuild();
}

void OptionsPanel::rebuild() {
    if (shown_ == tools_.active()) {
        return; // the panel itself follows its parameters
    }
    shown_ = tools_.active();
    delete content_;
    content_ = new QWidget(this);
    layout()->addWidget(content_);
    auto* column = new QVBoxLayout(content_);
    column->setContentsMargins(0, space::s, 0, space::m);
    column->setSpacing(space::xs);
    column->addWidget(new PanelHeader(commands_[shown_].text(), commands_.keyText(shown_)));
    auto* body = new QVBoxLayout;
    body->setContentsMargins(space::m, 0, space::m, 0);
    body->setSpacing(space::s);
    column->addLayout(body, 1);
    effect_ = new Label({}, TextRole::Body, Label::Tone::Text2);
    effect_->setWraps(true);
    body->addWidget(effect_);
    body->addSpacing(space::xs);
    QWidget* options = nullptr;
    if (shown_ == Command::ToolBrush || shown_ == Command::ToolEraser) {
        options = registry_.panelFor(shown_ == Command::ToolBrush ? tools_.brush : tools_.eraser,
                                     content_);
    } else if (shown_ == Command::ToolFill) {
        options = registry_.panelFor(tools_.fill, content_);
    } else if (shown_ == Command::ToolIslands) {
        options = registry_.panelFor(tools_.islands, content_);
    } else if (tools_.onCurves()) {
        options = registry_.panelFor(tools_.contour, content_);
    } else if (shown_ == Command::Interpolate) {
        options = registry_.panelFor(tools_.interpolation, content_);
    }
    if (options != nullptr) {
        body->addWidget(options);
    }
    body->addStretch(1);
    addKeyHints(*body);
    showEffect();
}

void OptionsPanel::showEffect() {
    const auto& facts = commandTable()[static_cast<std::size_t>(shown_)];
    const int index = session_.view().activeSegment();
    const auto& segments = session_.segmentation().labels.segments();
    QString text = QString::fromUtf8(facts.effect);
    if (index >= 0 && index < static_cast<int>(segments.size())) {
        const QString name = QString::fromStdString(segments[static_cast<std::size_t>(index)].name);
        text.replace(QStringLiteral("the chosen segment"), name);
    }
    effect_->setText(text);
}

void OptionsPanel::addKeyHints(QVBoxLayout& column) {
    const bool paints = tools_.editTool() != nullptr;
    const bool sized = shown_ == Command::ToolBrush || shown_ == Command::ToolEraser;
    auto* grid = new QGridLayout;
    grid->setSpacing(space::xs);
    grid->setColumnStretch(3, 1);
    int row = 0;
    const auto hint = [&](const QStringList& keys, const QString& what) {
        auto* caps = new QHBoxLayout;
        caps->setSpacing(space::xs);
        for (const QString& key : keys) {
            caps->addWidget(new KeyCap(key));
        }
        caps->addStretch(1);
        grid->addLayout(caps, row, 0);
        grid->addWidget(new Label(what, TextRole::Caption, Label::Tone::Text3), row, 1);
        ++row;
    };
    if (sized) {
        hint({QStringLiteral("["), QStringLiteral("]")}, QStringLiteral("size"));
    }
    if (paints) {
        hint({QStringLiteral("Ctrl")}, shown_ == Command::ToolEraser ? QStringLiteral("add")
                                       : tools_.onCurves() ? QStringLiteral("remove handle")
                                                           : QStringLiteral("erase"));
    }
    hint({QStringLiteral("Shift")}, QStringLiteral("crosshair"));
    hint({QStringLiteral("Alt")}, QStringLiteral("pick"));
    column.addLayout(grid);
}

} // namespace laurel::ui
