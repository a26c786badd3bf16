#include "cheat_sheet.h"

#include <QGridLayout>
#include <QScrollArea>
#include <QVBoxLayout>

#include <array>
#include <utility>
#include <vector>

namespace laurel::ui {

namespace {

using Line = std::pair<QString, QString>;

std::vector<Line> mouseLines(const PointerHabits& habits) {
    std::vector<Line> lines{
        {CheatSheet::tr("Wheel"), CheatSheet::tr("slice")},
        {habits.ctrlWheelSizes ? CheatSheet::tr("Shift + wheel") : CheatSheet::tr("Ctrl + wheel"),
         CheatSheet::tr("zoom")},
        {habits.ctrlWheelSizes ? CheatSheet::tr("Ctrl + wheel") : CheatSheet::tr("Shift + wheel"),
         CheatSheet::tr("brush size")},
        {CheatSheet::tr("Left"), CheatSheet::tr("the tool")},
        {CheatSheet::tr("Hold Ctrl"), habits.heldKeysPaint ? CheatSheet::tr("erases with the brush")
                                                           : CheatSheet::tr("erases instead")},
        {CheatSheet::tr("Hold Shift"), habits.heldKeysPaint
                                           ? CheatSheet::tr("paints with the brush")
                                           : CheatSheet::tr("moves the crosshair")},
        {CheatSheet::tr("Alt + click"), CheatSheet::tr("pick a segment")},
        {CheatSheet::tr("Right-drag"), CheatSheet::tr("window and level")},
        {CheatSheet::tr("Ctrl + right-drag"), CheatSheet::tr("those of the second image")},
        {CheatSheet::tr("Middle or Space-drag"), CheatSheet::tr("pan")},
        {CheatSheet::tr("Alt + arrows, Enter"),
         CheatSheet::tr("move the pointer, press and lift the tool")}};
    if (habits.twiceResetsWindow) {
        lines.emplace_back(CheatSheet::tr("Right double-click"),
                           CheatSheet::tr("window and level anew"));
    }
    return lines;
}

constexpr std::array<std::pair<Menu, const char*>, 7> groups{
    {{Menu::Tools, "Tools"},
     {Menu::Segment, "Segments and review"},
     {Menu::Edit, "Edit"},
     {Menu::View, "View"},
     {Menu::File, "File"},
     {Menu::Window, "Window"},
     {Menu::Help, "Help"}}};

class Sheet {
  public:
    explicit Sheet(QGridLayout& grid) : grid_(grid) {}

    void title(const QString& text) {
        grid_.setRowMinimumHeight(row_++, space::s);
        grid_.addWidget(new Label(text, TextRole::Section, Label::Tone::Text1, QFont::DemiBold),
                        row_++, 0, 1, 2);
    }
    void line(const QString& keys, const QString& what) {
        auto* cap = new KeyCap(keys);
        grid_.addWidget(cap, row_, 0, Qt::AlignLeft);
        auto* label = new Label(what, TextRole::Body, Label::Tone::Text2);
        label->setWraps(true);
        grid_.addWidget(label, row_++, 1);
    }
    void end() { grid_.setRowStretch(row_, 1); }

  private:
    QGridLayout& grid_;
    int row_ = 0;
};

} // namespace

CheatSheet::CheatSheet(Commands& commands, QWidget* parent)
    : Surface(Surface::Fill::Panel, Qt::LeftEdge, parent), commands_(commands),
      scroll_(new QScrollArea), header_(new PanelHeader(tr("Keys and mouse"))) {
    setObjectName(QStringLiteral("pane.keys"));
    setAccessibleName(tr("Keys and mouse"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, space::s, 0, 0);
    GlyphButton* close = header_->addButton(Icon::Cross, tr("Close"));
    close->setToolTip(tr("Close (Esc)"));
    connect(close, &GlyphButton::clicked, this, &CheatSheet::closed);
    column->addWidget(header_);
    scroll_->setFrameShape(QFrame::NoFrame);
    scroll_->setWidgetResizable(true);
    column->addWidget(scroll_, 1);
    connect(&commands_, &Commands::keysChanged, this, &CheatSheet::rebuild);
    rebuild();
}

void CheatSheet::setHabits(const PointerHabits& habits) {
    habits_ = habits;
    rebuild();
}

void CheatSheet::rebuild() {
    header_->setKey(commands_.keyText(Command::CheatSheet));
    auto* content = new QWidget;
    auto* grid = new QGridLayout(content);
    grid->setContentsMargins(space::m, 0, space::m, space::m);
    grid->setHorizontalSpacing(space::m);
    grid->setVerticalSpacing(space::xs);
    grid->setColumnStretch(1, 1);
    Sheet sheet(*grid);
    sheet.title(tr("Mouse"));
    for (const auto& [keys, what] : mouseLines(habits_)) {
        sheet.line(keys, what);
    }
    for (const auto& [menu, title] : groups) {
        sheet.title(tr(title));
        if (menu == Menu::Segment) {
            sheet.line(QStringLiteral("1 – 9"), tr("choose that segment"));
        }
        for (const CommandFacts& facts : commandTable()) {
            if (facts.menu == menu && !commands_.keyText(facts.id).isEmpty()) {
                sheet.line(commands_.keyText(facts.id), titleOf(facts.id));
            }
        }
    }
    sheet.end();
    scroll_->setWidget(content); // which lets go of what was there
}

} // namespace laurel::ui
