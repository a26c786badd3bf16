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
        {CheatSheet::tr("Space + arrows"), CheatSheet::tr("pan")},
        {CheatSheet::tr("Alt + arrows, Enter"),
         CheatSheet::tr("move the pointer, press and lift the tool")},
        {CheatSheet::tr("Shift + Space"), CheatSheet::tr("choose several handles of a curve")}};
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
    void line(const QStringList& keys, const QString& what) {
        constexpr qsizetype besideEachOther = 12; // letters; longer ones stand beneath each other
        auto* caps =
            new QBoxLayout(keys.join(QString()).size() > besideEachOther ? QBoxLayout::TopToBottom
                                                                         : QBoxLayout::LeftToRight);
        caps->setSpacing(2);
        for (const QString& key : keys) {
            caps->addWidget(new KeyCap(key), 0, Qt::AlignLeft);
        }
        caps->addStretch(1);
        grid_.addLayout(caps, row_, 0);
        auto* label = new Label(what, TextRole::Body, Label::Tone::Text2);
        label->setWraps(true);
        grid_.addWidget(label, row_++, 1, Qt::AlignVCenter);
    }
    void end() { grid_.setRowStretch(row_, 1); }

  private:
    QGridLayout& grid_;
    int row_ = 0;
};

/// What letters mean something else for while curve tools are at hand.
void addContourKeys(Sheet& sheet, const Commands& commands) {
    sheet.title(CheatSheet::tr("In contour mode"));
    for (const CommandFacts& facts : commandTable()) {
        QStringList keys = commands.keyTexts(facts.id, ToolMode::Contour);
        for (const QString& always : commands.keyTexts(facts.id, ToolMode::Mask)) {
            if (facts.id != Command::ToolCurveHole) {
                keys.removeAll(always);
            }
        }
        if (!keys.isEmpty()) {
            sheet.line(keys, titleOf(facts.id));
        }
    }
}

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
    connect(&commands_, &Commands::keysChanged, this, &CheatSheet::forget);
}

void CheatSheet::forget() {
    written_ = false;
    if (isVisible()) {
        rebuild();
    }
}

void CheatSheet::showEvent(QShowEvent* event) {
    if (!written_) {
        rebuild();
    }
    Surface::showEvent(event);
}

void CheatSheet::setHabits(const PointerHabits& habits) {
    habits_ = habits;
    forget();
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
        sheet.line({keys}, what);
    }
    for (const auto& [menu, title] : groups) {
        sheet.title(tr(title));
        if (menu == Menu::Segment) {
            sheet.line({QStringLiteral("1 – 9")}, tr("choose that segment"));
        }
        for (const CommandFacts& facts : commandTable()) {
            const QStringList keys = commands_.keyTexts(facts.id, ToolMode::Mask);
            const bool here = facts.menu == menu ||
                              (facts.menu == Menu::None && menu == Menu::Window); // the menus' own
            if (here && !keys.isEmpty()) {
                sheet.line(keys, titleOf(facts.id));
            }
        }
        if (menu == Menu::Tools) {
            addContourKeys(sheet, commands_);
        }
    }
    sheet.end();
    written_ = true;
    scroll_->setWidget(content); // which lets go of what was there
}

} // namespace laurel::ui
