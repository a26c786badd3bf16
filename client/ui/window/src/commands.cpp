#include "commands.h"

#include "keymap.h"

#include "laurel/workflow/crash_report.h"

#include <QCoreApplication>
#include <QWidget>

#include <array>

namespace laurel::ui {

namespace {

using enum Command;

constexpr std::array table{
    CommandFacts{OpenFile, Menu::File, "Open images…", "Ctrl+O", "Opens an image file.",
                 Icon::Folder},
    CommandFacts{OpenFolder, Menu::File, "Open folder…", "Ctrl+Shift+O",
                 "Opens a folder of DICOM, or a case.", Icon::Folder},
    CommandFacts{OpenSample, Menu::File, "Try the sample leg", "Ctrl+Shift+S",
                 "Opens a leg that Laurel makes up itself.", Icon::Play},
    CommandFacts{OpenMasks, Menu::File, "Open masks…", "Ctrl+M",
                 "Adds the masks of a file to the open case, as one step.", Icon::Import},
    CommandFacts{OpenMasksFolder, Menu::File, "Open folder of masks…", "Ctrl+Shift+M",
                 "Adds a folder with a file for each structure to the open case.", Icon::Import},
    CommandFacts{OpenSecondImage, Menu::File, "Open second image…", "Ctrl+Shift+I",
                 "Lays another image of the same patient over this one. No voxel is changed.",
                 Icon::Layers},
    CommandFacts{Save, Menu::File, "Save", "Ctrl+S",
                 "Writes the case to its folder now. Every act is in its journal already.",
                 Icon::Download},
    CommandFacts{Export, Menu::File, "Export masks…", "Ctrl+E",
                 "Writes the masks as a file that other programs read.", Icon::Upload},
    CommandFacts{Quit, Menu::File, "Quit", "Ctrl+Q", "Closes Laurel. The case is kept.",
                 std::nullopt},
    CommandFacts{Undo, Menu::Edit, "Undo", "Ctrl+Z", "Takes the last step back.", Icon::Undo},
    CommandFacts{Redo, Menu::Edit, "Redo", "Ctrl+Y; Ctrl+Shift+Z",
                 "Brings back the step that was undone.", Icon::Redo},
    CommandFacts{ClearHere, Menu::Edit, "Clear segment here", "Del",
                 "Removes the chosen segment from the slice you work in.", Icon::Clear},
    CommandFacts{CopyToNext, Menu::Edit, "Copy to next slice", "Ctrl+D",
                 "Copies the chosen segment to the next slice of this view. Shown first.",
                 Icon::CopySlice},
    CommandFacts{KeepLargest, Menu::Edit, "Keep largest piece", "Ctrl+Shift+K",
                 "Removes all but the largest piece of the chosen segment. Shown first.",
                 Icon::KeepLargest},
    CommandFacts{RemoveOverlap, Menu::Edit, "Remove overlap", "Shift+R",
                 "Takes what the chosen segment covers in this slice from all others. Shown first.",
                 std::nullopt},
    CommandFacts{ToolNavigate, Menu::Tools, "Navigate", "V",
                 "Drag moves the crosshair in all views.", Icon::Navigate},
    CommandFacts{ToolPick, Menu::Tools, "Pick", "I", "Click chooses the segment under the pointer.",
                 Icon::Pick},
    CommandFacts{ToolBrush, Menu::Tools, "Brush", "B",
                 "Adds voxels to the chosen segment. Hold Ctrl to erase.", Icon::Brush},
    CommandFacts{ToolEraser, Menu::Tools, "Eraser", "E",
                 "Removes voxels from the chosen segment. Hold Ctrl to add.", Icon::Eraser},
    CommandFacts{ToolFill, Menu::Tools, "Fill", "F",
                 "Click fills the region under the pointer with the chosen segment.", Icon::Fill},
    CommandFacts{
        ToolLasso, Menu::Tools, "Lasso", "L",
        "Drag around an area, or click its corners and the first again: it becomes the chosen "
        "segment. Hold Ctrl to erase.",
        Icon::Lasso},
    CommandFacts{ToolThreshold, Menu::Tools, "Threshold", "T",
                 "Adds to the chosen segment what lies between two grey values.", Icon::Threshold},
    CommandFacts{ToolRegion, Menu::Tools, "Region", "R",
                 "Click grows the chosen segment over like voxels; drag from there for more.",
                 Icon::Region},
    CommandFacts{ToolGrow, Menu::Tools, "Grow or shrink", "G",
                 "Moves the border of the chosen segment by a distance.", Icon::Grow},
    CommandFacts{ToolMorphology, Menu::Tools, "Open, close, holes", "M",
                 "Removes thin parts of the chosen segment, or fills its gaps and holes.",
                 Icon::Morphology},
    CommandFacts{ToolIslands, Menu::Tools, "Islands", "K",
                 "Keeps the largest piece of the chosen segment, or the one you click. Ctrl+click "
                 "removes it.",
                 Icon::Islands},
    CommandFacts{ToolSmooth, Menu::Tools, "Smooth", "U",
                 "Smooths the border of the chosen segment, or of all at once.", Icon::Smooth},
    CommandFacts{ToolBoolean, Menu::Tools, "Boolean", "J",
                 "Unites the chosen segment with another, or keeps or removes what both share.",
                 Icon::Boolean},
    CommandFacts{ToolInterpolate, Menu::Tools, "Interpolate", "D",
                 "Fills the gap between drawn slices that you are in, in any view. Shown first.",
                 Icon::Interpolate},
    CommandFacts{ToolRuler, Menu::Tools, "Ruler", "P",
                 "Drag, or click two points: their distance in mm. Nothing is changed by that.",
                 Icon::Ruler},
    CommandFacts{ToolAngle, Menu::Tools, "Angle", "Shift+P",
                 "Click three points: the angle at the second. Nothing is changed by that.",
                 Icon::Angle},
    CommandFacts{RemoveMeasurements, Menu::Tools, "Remove measurements", "Ctrl+Shift+P",
                 "Removes all rulers and angles.", Icon::Trash},
    CommandFacts{ToolAutoSegment, Menu::Tools, "Auto-segment part", "Alt+A",
                 "Chooses slices, side and a rectangle for the model. Drag in the axial view.",
                 Icon::AutoSegment},
    CommandFacts{FollowIntensity, Menu::Tools, "Follow intensity", "S",
                 "The brush follows intensity, or paints all again. Among curves: edits them.",
                 std::nullopt},
    CommandFacts{
        ToolCurveEdit, Menu::Tools, "Edit curve", "Shift+C",
        "Drag a handle of the chosen segment. Press on the curve to add one, Del removes it.",
        Icon::CurveEdit},
    CommandFacts{
        ToolCurveDraw, Menu::Tools, "Draw curve", "Shift+B",
        "Click points around the chosen segment and the first to close, or drag the outline.",
        Icon::Curve},
    CommandFacts{ToolCurveHole, Menu::Tools, "Draw hole", "Shift+I; O",
                 "Cuts a hole into the chosen segment: click points, or drag the outline.",
                 Icon::Solo},
    CommandFacts{ToolCurveShape, Menu::Tools, "Move, turn, scale", "Shift+S",
                 "Drag inside a curve to move it, a corner to scale it, the knob to turn it.",
                 Icon::Rectangle},
    CommandFacts{ToolCurveRemove, Menu::Tools, "Remove handles", "Shift+E",
                 "Click a handle to remove it. A curve goes with its third.", Icon::Eraser},
    CommandFacts{ToolCurveSnap, Menu::Tools, "Snap to edges", "Alt+M",
                 "Drag over a curve: the handles that you come by go onto edges of the image.",
                 Icon::Magnet},
    CommandFacts{SnapCurves, Menu::Tools, "Snap whole curve", "Shift+M",
                 "Moves all handles of this slice onto edges of the image. Shown first.",
                 Icon::Magnet},
    CommandFacts{SimplifyCurves, Menu::Tools, "Simplify curve", "Shift+U",
                 "Leaves out handles that the curves of this slice can do without. Shown first.",
                 Icon::Simplify},
    CommandFacts{SwitchMode, Menu::Tools, "Mask or curve", "C",
                 "Changes between mask tools and curve tools. Nothing is changed by that.",
                 Icon::Curve},
    CommandFacts{Interpolate, Menu::Tools, "Interpolate all gaps", "Shift+D",
                 "Fills every gap between drawn slices. Shown first.", Icon::Interpolate},
    CommandFacts{PropagateOn, Menu::Tools, "Propagate", "N",
                 "Takes the chosen segment to the next slice, following the image, and goes there.",
                 Icon::Propagate},
    CommandFacts{PropagateBack, Menu::Tools, "Propagate back", "Shift+N",
                 "Takes the chosen segment to the slice before, following the image.",
                 Icon::Propagate},
    CommandFacts{BrushBigger, Menu::Tools, "Bigger", "]; +", "Makes brush and eraser bigger.",
                 Icon::Plus},
    CommandFacts{BrushSmaller, Menu::Tools, "Smaller", "[; -", "Makes brush and eraser smaller.",
                 Icon::Minus},
    CommandFacts{AddSegment, Menu::Segment, "Add segment", "Ins", "Adds an empty segment.",
                 Icon::Plus},
    CommandFacts{AddModelSegments, Menu::Segment, "Add the model's segments", "Ctrl+Shift+N",
                 "Adds an empty segment for each structure of the chosen model that is missing.",
                 Icon::Layers},
    CommandFacts{RenameSegment, Menu::Segment, "Rename segment", "F2",
                 "Changes the name of the chosen segment.", std::nullopt},
    CommandFacts{RemoveSegment, Menu::Segment, "Remove segment", "Ctrl+Del",
                 "Removes the chosen segment with its voxels.", Icon::Trash},
    CommandFacts{MergeSegment, Menu::Segment, "Merge into…", "Ctrl+Shift+J",
                 "Gives the voxels of the chosen segment to another and removes it.",
                 Icon::Boolean},
    CommandFacts{DuplicateSegment, Menu::Segment, "Duplicate segment", "Ctrl+Shift+D",
                 "Copies the chosen segment onto a layer of its own, where it may overlap.",
                 Icon::Copy},
    CommandFacts{SegmentUp, Menu::Segment, "Move segment up", "Ctrl+Shift+Up",
                 "Moves the chosen segment up in the list.", Icon::ChevronUp},
    CommandFacts{SegmentDown, Menu::Segment, "Move segment down", "Ctrl+Shift+Down",
                 "Moves the chosen segment down in the list.", Icon::ChevronDown},
    CommandFacts{PreviousSegment, Menu::Segment, "Previous segment", "Q",
                 "Chooses the segment above.", Icon::ChevronUp},
    CommandFacts{NextSegment, Menu::Segment, "Next segment", "W", "Chooses the segment below.",
                 Icon::ChevronDown},
    CommandFacts{HideSegment, Menu::Segment, "Hide or show", "H",
                 "Hides or shows the chosen segment.", Icon::Eye},
    CommandFacts{SoloSegment, Menu::Segment, "Show only this", "Shift+H",
                 "Shows the chosen segment alone, or all again.", Icon::Solo},
    CommandFacts{LockSegment, Menu::Segment, "Lock or unlock", "Shift+L",
                 "Protects the chosen segment from every edit.", Icon::Lock},
    CommandFacts{StyleSegment, Menu::Segment, "Outline or fill", "Shift+O",
                 "Shows the chosen segment as outline, fill or both.", std::nullopt},
    CommandFacts{
        AutoSegment, Menu::Segment, "Auto-segment", "Shift+A",
        "Lets the chosen model propose masks for all slices. Nothing changes until you accept.",
        Icon::AutoSegment},
    CommandFacts{AutoSegmentSlice, Menu::Segment, "Auto-segment this slice", "Ctrl+Shift+A",
                 "Lets the chosen model propose masks for this slice.", Icon::AutoSegment},
    CommandFacts{MarkReviewed, Menu::Segment, "Mark reviewed", "Ctrl+Return; Ctrl+Enter",
                 "Says that this slice is right. Only reviewed slices teach.", Icon::Check},
    CommandFacts{FlagSlice, Menu::Segment, "Flag slice", "Shift+Return; Shift+Enter",
                 "Says that someone should look at this slice.", Icon::Flag},
    CommandFacts{NextUnreviewed, Menu::View, "Next unreviewed slice", "Ctrl+Down",
                 "Goes to the next slice that is not reviewed.", Icon::ChevronDown},
    CommandFacts{PreviousUnreviewed, Menu::View, "Previous unreviewed slice", "Ctrl+Up",
                 "Goes to the last slice before that is not reviewed.", Icon::ChevronUp},
    CommandFacts{SliceBack, Menu::View, "Previous slice", "Up; Left", "Goes one slice back.",
                 std::nullopt},
    CommandFacts{SliceOn, Menu::View, "Next slice", "Down; Right", "Goes one slice on.",
                 std::nullopt},
    CommandFacts{TenBack, Menu::View, "Ten slices back", "PgUp", "Goes ten slices back.",
                 std::nullopt},
    CommandFacts{TenOn, Menu::View, "Ten slices on", "PgDown", "Goes ten slices on.", std::nullopt},
    CommandFacts{FirstSlice, Menu::View, "First slice", "Home", "Goes to the first slice.",
                 std::nullopt},
    CommandFacts{LastSlice, Menu::View, "Last slice", "End", "Goes to the last slice.",
                 std::nullopt},
    CommandFacts{GoToSlice, Menu::View, "Go to slice", "Ctrl+G",
                 "Goes to the slice whose number you type.", std::nullopt},
    CommandFacts{FrameBack, Menu::View, "Previous frame", "Shift+Left",
                 "Shows the echo or time before this one.", std::nullopt},
    CommandFacts{FrameOn, Menu::View, "Next frame", "Shift+Right",
                 "Shows the echo or time after this one.", std::nullopt},
    CommandFacts{AutoWindow, Menu::View, "Window 2–98 %", "A",
                 "Sets window and level by the 2nd and 98th percentile.", Icon::Contrast},
    CommandFacts{WidePercentiles, Menu::View, "Window 0.5–99.5 %", "Ctrl+Shift+W",
                 "Sets window and level by wide percentiles.", std::nullopt},
    CommandFacts{FullRange, Menu::View, "Window full range", "Ctrl+Shift+F",
                 "Shows all grey values, from the least to the greatest.", std::nullopt},
    CommandFacts{WindowSoftTissue, Menu::View, "Window soft tissue (CT)", "Ctrl+Alt+1",
                 "Shows -160 to 240 HU.", std::nullopt},
    CommandFacts{WindowBone, Menu::View, "Window bone (CT)", "Ctrl+Alt+2", "Shows -500 to 1300 HU.",
                 std::nullopt},
    CommandFacts{WindowLung, Menu::View, "Window lung (CT)", "Ctrl+Alt+3", "Shows -1350 to 150 HU.",
                 std::nullopt},
    CommandFacts{WindowFat, Menu::View, "Window fat (CT)", "Ctrl+Alt+4", "Shows -190 to -30 HU.",
                 std::nullopt},
    CommandFacts{InvertGrey, Menu::View, "Invert grey values", "Ctrl+I", "Shows black as white.",
                 Icon::Contrast},
    CommandFacts{MapGrey, Menu::View, "Colours: grey", "Ctrl+Alt+5", "Shows the image in greys.",
                 std::nullopt},
    CommandFacts{MapHot, Menu::View, "Colours: hot", "Ctrl+Alt+6",
                 "Shows the image from black over red and yellow to white.", std::nullopt},
    CommandFacts{MapInferno, Menu::View, "Colours: inferno", "Ctrl+Alt+7",
                 "Shows the image in colours of even steps, from black to light yellow.",
                 std::nullopt},
    CommandFacts{MapViridis, Menu::View, "Colours: viridis", "Ctrl+Alt+8",
                 "Shows the image in colours of even steps, from violet to yellow.", std::nullopt},
    CommandFacts{ShowSecondImage, Menu::View, "Second image", "Shift+V",
                 "Shows or hides the image that lies over this one.", Icon::Layers},
    CommandFacts{SwipeSecondImage, Menu::View, "Swipe second image", "Ctrl+Shift+V",
                 "Shows the second image up to a line, or blends it over the whole.", std::nullopt},
    CommandFacts{AdjustSecondImage, Menu::View, "Adjust second image…", "Ctrl+Alt+I",
                 "Shows how much of the second image is seen, and in which colours.", std::nullopt},
    CommandFacts{CloseSecondImage, Menu::View, "Close second image", "Ctrl+Alt+V",
                 "Takes the second image away.", Icon::Cross},
    CommandFacts{CrossLines, Menu::View, "Cross lines", "X", "Shows or hides the cross lines.",
                 Icon::Navigate},
    CommandFacts{ZoomFit, Menu::View, "Fit to view", "Z", "Shows the whole image in every view.",
                 Icon::Maximise},
    CommandFacts{ShowMain, Menu::View, "Acquired plane alone", "Alt+1",
                 "Shows the slices as they were acquired, alone.", Icon::LayoutOne},
    CommandFacts{ShowSecond, Menu::View, "Second plane alone", "Alt+2",
                 "Shows the first of the other planes alone.", std::nullopt},
    CommandFacts{ShowThird, Menu::View, "Third plane alone", "Alt+3",
                 "Shows the second of the other planes alone.", std::nullopt},
    CommandFacts{ShowPlot, Menu::View, "Area along the limb alone", "Alt+4",
                 "Shows the curves alone.", std::nullopt},
    CommandFacts{ShowAll, Menu::View, "All views", "Alt+0", "Shows all views side by side.",
                 Icon::LayoutSide},
    CommandFacts{ThemeDark, Menu::Window, "Dark", "Ctrl+Alt+D", "For reading rooms.", Icon::Moon},
    CommandFacts{ThemeLight, Menu::Window, "Light", "Ctrl+Alt+L",
                 "For bright rooms. Images stay on black.", Icon::Sun},
    CommandFacts{ThemeSystem, Menu::Window, "As the system", "Ctrl+Alt+S",
                 "Follows the system's choice of dark or light.", std::nullopt},
    CommandFacts{LargerText, Menu::Window, "Larger text",
                 "Ctrl++; Ctrl+=", "Makes all text larger, up to 150 %.", std::nullopt},
    CommandFacts{SmallerText, Menu::Window, "Smaller text", "Ctrl+-",
                 "Makes all text smaller, down to 100 %.", std::nullopt},
    CommandFacts{PlaceCases, Menu::Window, "Cases", "Ctrl+1", "Open images and cases.",
                 Icon::Cases},
    CommandFacts{PlaceSegment, Menu::Window, "Segment", "Ctrl+2",
                 "Segment and correct the open case.", Icon::Brush},
    CommandFacts{PlaceNumbers, Menu::Window, "Numbers", "Ctrl+3",
                 "Volumes, areas and grey values of each segment.", Icon::Table},
    CommandFacts{PlaceLearn, Menu::Window, "Learn", "Ctrl+4",
                 "Teach the model with this case, and give the correction back.", Icon::Leaf},
    CommandFacts{PlaceModels, Menu::Window, "Models", "Ctrl+5", "Models at hand, and servers.",
                 Icon::Layers},
    CommandFacts{HideOptions, Menu::Window, "Tool options", "F7",
                 "Shows or hides the tool's options.", std::nullopt},
    CommandFacts{HideRight, Menu::Window, "Segments and history", "F8",
                 "Shows or hides the right side.", std::nullopt},
    CommandFacts{NextPane, Menu::Window, "Next pane", "F6",
                 "Moves the keyboard to the next part of the window.", std::nullopt},
    CommandFacts{OpenMenus, Menu::None, "Menus", "F10", "Opens the menus.", Icon::Menu},
    CommandFacts{FullScreen, Menu::Window, "Full screen", "F11", "Uses the whole screen, or not.",
                 Icon::Maximise},
    CommandFacts{FindCommand, Menu::Help, "Find a command", "Ctrl+K",
                 "Finds any command by its name.", Icon::Search},
    CommandFacts{Preferences, Menu::Window, "Preferences", "Ctrl+,",
                 "Appearance, performance, where cases are kept, units and keys.", Icon::Settings},
    CommandFacts{CheatSheet, Menu::Help, "Keys and mouse", "F1",
                 "Shows every key and what the mouse does.", Icon::Keyboard},
    CommandFacts{About, Menu::Help, "About Laurel", "Shift+F1", "Version and licence.", Icon::Info},
};
static_assert(table.size() == static_cast<std::size_t>(Count));

constexpr bool isInOrder() {
    for (std::size_t i = 0; i < table.size(); ++i) {
        if (static_cast<std::size_t>(table[i].id) != i) {
            return false;
        }
    }
    return true;
}
static_assert(isInOrder(), "commandTable follows the enumeration");

} // namespace

std::span<const CommandFacts> commandTable() {
    return table;
}

QString titleOf(Command id) {
    return QCoreApplication::translate("Commands", table[static_cast<std::size_t>(id)].title);
}

QString explanationOf(Command id) {
    return QCoreApplication::translate("Commands", table[static_cast<std::size_t>(id)].effect);
}

Commands::Commands(QWidget& window) : QObject(&window), acts_(table.size()) {
    whyNot_.resize(table.size());
    for (const CommandFacts& facts : table) {
        auto* action = new QAction(titleOf(facts.id), &window);
        action->setObjectName(QStringLiteral("command.") + QString::fromUtf8(facts.title));
        action->setShortcutContext(Qt::WindowShortcut);
        window.addAction(action);
        actions_.push_back(action);
        const std::size_t index = actions_.size() - 1;
        connect(action, &QAction::triggered, this, [this, index] {
            noteForCrashReport(table[index].title);
            if (acts_[index]) {
                acts_[index]();
            }
        });
    }
    setKeys(Keymap());
}

void Commands::setKeys(const Keymap& keys) {
    for (const CommandFacts& facts : table) {
        (*this)[facts.id].setShortcuts({}); // else a key that moves is ambiguous meanwhile
    }
    for (const CommandFacts& facts : table) {
        (*this)[facts.id].setShortcuts(keys.keys(facts.id));
        describe(facts.id);
    }
    Q_EMIT keysChanged();
}

void Commands::on(Command id, std::function<void()> act) {
    acts_[static_cast<std::size_t>(id)] = std::move(act);
}

void Commands::setAvailable(Command id, bool available, const QString& why) {
    (*this)[id].setEnabled(available);
    whyNot_[static_cast<std::size_t>(id)] = available ? QString() : why;
    describe(id);
}

void Commands::describe(Command id) {
    const QString keys = keyText(id);
    const QString& why = whyNot_[static_cast<std::size_t>(id)];
    QString text = titleOf(id);
    text += keys.isEmpty() ? QString() : QStringLiteral(" (%1)").arg(keys);
    text += QStringLiteral("\n") + explanationOf(id);
    if (!why.isEmpty()) {
        text += QStringLiteral("\n") + tr("Not now: %1").arg(why);
    }
    (*this)[id].setToolTip(text);
}

QString Commands::tooltip(Command id) const {
    return (*this)[id].toolTip();
}

QString Commands::keyText(Command id) const {
    return (*this)[id].shortcut().toString(QKeySequence::NativeText);
}

} // namespace laurel::ui
