#pragma once

#include "laurel/ui_kit/icons.h"

#include <QAction>
#include <QKeySequence>
#include <QObject>
#include <QString>

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

/// Everything that a person can ask the window to do, in one table: menus, shortcuts, tooltips, the
/// command finder and the cheat sheet all come from it.
namespace laurel::ui {

enum class Command {
    OpenFile,
    OpenFolder,
    OpenSample,
    OpenMasks,
    OpenMasksFolder,
    OpenSecondImage,
    OpenSecondFolder,
    Save,
    RenameCase,
    SaveElsewhere,
    Export,
    Quit,
    Undo,
    Redo,
    ClearHere,
    CopyToNext,
    KeepLargest,
    RemoveOverlap,
    ToolNavigate,
    ToolPick,
    ToolBrush,
    ToolEraser,
    ToolFill,
    ToolLasso,
    ToolThreshold,
    ToolRegion,
    ToolGrow,
    ToolMorphology,
    ToolIslands,
    ToolSmooth,
    ToolBoolean,
    ToolInterpolate,
    ToolRuler,
    ToolAngle,
    RemoveMeasurements,
    ToolAutoSegment,
    FollowIntensity,
    ToolCurveEdit,
    ToolCurveDraw,
    ToolCurveHole,
    ToolCurveShape,
    ToolCurveRemove,
    ToolCurveSnap,
    SnapCurves,
    SimplifyCurves,
    SwitchMode,
    Interpolate,
    PropagateOn,
    PropagateBack,
    BrushBigger,
    BrushSmaller,
    AddSegment,
    AddOverlappingSegment,
    AddModelSegments,
    RenameSegment,
    RemoveSegment,
    MergeSegment,
    DuplicateSegment,
    SegmentUp,
    SegmentDown,
    PreviousSegment,
    NextSegment,
    HideSegment,
    SoloSegment,
    LockSegment,
    StyleSegment,
    AutoSegment,
    AutoSegmentSlice,
    MarkReviewed,
    FlagSlice,
    NextUnreviewed,
    PreviousUnreviewed,
    SliceBack,
    SliceOn,
    TenBack,
    TenOn,
    FirstSlice,
    LastSlice,
    GoToSlice,
    FrameBack,
    FrameOn,
    AutoWindow,
    WidePercentiles,
    FullRange,
    WindowWider,
    WindowNarrower,
    LevelUp,
    LevelDown,
    WindowSoftTissue,
    WindowBone,
    WindowLung,
    WindowFat,
    InvertGrey,
    MapGrey,
    MapHot,
    MapInferno,
    MapViridis,
    ShowSecondImage,
    SwipeSecondImage,
    AdjustSecondImage,
    CloseSecondImage,
    CrossLines,
    ZoomIn,
    ZoomOut,
    ZoomFit,
    ShowMain,
    ShowSecond,
    ShowThird,
    ShowPlot,
    ShowAll,
    ThemeDark,
    ThemeLight,
    ThemeSystem,
    LargerText,
    SmallerText,
    PlaceCases,
    PlaceSegment,
    PlaceNumbers,
    PlaceLearn,
    PlaceModels,
    HideOptions,
    HideRight,
    NextPane,
    PreviousPane,
    OpenMenus,
    FullScreen,
    FindCommand,
    Preferences,
    CheatSheet,
    About,
    Count
};

/// Whether mask tools or curve tools are at hand: some letters mean the one or the other.
enum class ToolMode { Mask, Contour };

enum class Menu { File, Edit, View, Segment, Tools, Window, Help, None };

struct CommandFacts {
    Command id;
    Menu menu;
    const char* title;
    const char* keys;   ///< portable text, alternatives separated by "; "; empty: none
    const char* effect; ///< one sentence for the tooltip
    std::optional<Icon> icon;
};
/// One entry for each Command, in the order of the enumeration.
std::span<const CommandFacts> commandTable();

class Keymap;

/// A command's name in the window's language.
QString titleOf(Command id);
/// What it does, the same.
QString explanationOf(Command id);

/// The actions of one window. Owned by it; shortcuts work everywhere in it.
class Commands : public QObject {
    Q_OBJECT
  public:
    explicit Commands(QWidget& window);
    ~Commands() override;

    QAction& operator[](Command id) const { return *actions_[static_cast<std::size_t>(id)]; }
    /// From here on these keys count, those of the mode.
    void setKeys(const Keymap& keys);
    void setMode(ToolMode mode);
    /// What happens when it is asked for. Replaces what was set before.
    void on(Command id, std::function<void()> act);
    /// A command that cannot be used now says why in its tooltip.
    void setAvailable(Command id, bool available, const QString& why = {});
    /// "Brush (B): Adds voxels ..." and, where it is not available, the reason.
    QString tooltip(Command id) const;
    /// "Ctrl+Z"; the first of several; empty without.
    QString keyText(Command id) const;
    /// All of them, as they are in a mode.
    QStringList keyTexts(Command id, ToolMode mode) const;
    /// Gives a control the command's tooltip, and keeps it so when keys or reasons change.
    void explain(QWidget& control, Command id) const;

  Q_SIGNALS:
    void keysChanged();

  private:
    void describe(Command id);
    void useKeys();

    std::unique_ptr<Keymap> keys_;
    ToolMode mode_ = ToolMode::Mask;
    std::vector<QAction*> actions_; ///< children of the window
    std::vector<QString> whyNot_;   ///< by command: why it is not available; empty while it is
    std::vector<std::function<void()>> acts_;
};

} // namespace laurel::ui
