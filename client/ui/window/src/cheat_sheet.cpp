#include "cheat_sheet.h"

#include <QGridLayout>
#include <QScrollArea>
#include <QVBoxLayout>

#include <array>
#include <utility>

namespace laurel::ui {

namespace {

constexpr std::array<std::pair<const char*, const char*>, 11> mouse{{
    {"Wheel", "slice"},
    {"Ctrl + wheel", "zoom"},
    {"Shift + wheel", "brush size"},
    {"Left", "the tool"},
    {"Hold Ctrl", "erases instead"},
    {"Hold Shift", "moves the crosshair"},
    {"Alt + click", "pick a segment"},
    {"Right-drag", "window and level"},
    {"Ctrl + right-drag", "those of the second image"},
    {"Middle or Space-drag", "pan"},
    {"Alt + arrows, Enter", "move the pointer, press and lift the tool"},
}};

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
    : Surface(Surface::Fill::Panel, Qt::LeftEdge, parent) {
    setObjectName(QStringLiteral("pane.keys"));
    setAccessibleName(QStringLiteral("Keys and mouse"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, space::s, 0, 0);
    auto* header =
        new PanelHeader(QStringLiteral("Keys and mouse"), commands.keyText(Command::CheatSheet));
    GlyphButton* close = header->addButton(Icon::Cross, QStringLiteral("Close"));
    close->setToolTip(QStringLiteral("Close (F1 or Esc)"));
    connect(close, &GlyphButton::clicked, this, &CheatSheet::closed);
    column->addWidget(header);
    auto* scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    auto* content = new QWidget;
    auto* grid = new QGridLayout(content);
    grid->setContentsMargins(space::m, 0, space::m, space::m);
    grid->setHorizontalSpacing(space::m);
    grid->setVerticalSpacing(space::xs);
    grid->setColumnStretch(1, 1);
    Sheet sheet(*grid);
    sheet.title(QStringLiteral("Mouse"));
    for (const auto& [keys, what] : mouse) {
        sheet.line(QString::fromUtf8(keys), QString::fromUtf8(what));
    }
    for (const auto& [menu, title] : groups) {
        sheet.title(QString::fromUtf8(title));
        if (menu == Menu::Segment) {
            sheet.line(QStringLiteral("1 – 9"), QStringLiteral("choose that segment"));
        }
        for (const CommandFacts& facts : commandTable()) {
            if (facts.menu == menu && !commands.keyText(facts.id).isEmpty()) {
                sheet.line(commands.keyText(facts.id), commands[facts.id].text());
            }
        }
    }
    sheet.end();
    scroll->setWidget(content);
    column->addWidget(scroll, 1);
}

} // namespace laurel::ui
