#pragma once

#include <QColor>
#include <QIcon>
#include <QRectF>

class QPainter;

namespace laurel::ui {

/// Our own glyphs, drawn as painter paths on a 20-px grid with a round 1.5-px stroke.
enum class Icon {
    Navigate,
    Pick,
    Hand,
    Brush,
    Eraser,
    Fill,
    Lasso,
    Threshold,
    Region,
    Grow,
    Morphology,
    Islands,
    Smooth,
    Boolean,
    Interpolate,
    Propagate,
    Ruler,
    Angle,
    AutoSegment,
    Undo,
    Redo,
    Eye,
    EyeOff,
    Lock,
    Unlock,
    Solo,
    Plus,
    Minus,
    More,
    ChevronDown,
    ChevronRight,
    ChevronLeft,
    ChevronUp,
    Search,
    Folder,
    Clock,
    Cases,
    Warning,
    Flag,
    Check,
    Cross,
    Play,
    Pause,
    Stop,
    Upload,
    Download,
    Pin,
    Server,
    Shield,
    Chart,
    Table,
    Copy,
    Settings,
    Sun,
    Moon,
    LayoutOne,
    LayoutGrid,
    LayoutSide,
    LayoutTwo,
    Maximise,
    Link,
    Contrast,
    Layers,
    Keyboard,
    Info,
    Trash,
    Rectangle,
    Curve,
    History,
    Cpu,
    Bell,
    Person,
    Refresh,
    ArrowRight,
    Key,
    Filter,
    Menu,
    Document,
    Leaf,
    Laurel,
    KeepLargest,
    CopySlice,
    Clear,
    Import,
    Brightness,
    CurveEdit,
    Magnet,
    Simplify
};
inline constexpr int iconCount = static_cast<int>(Icon::Simplify) + 1;

/// Paints into the square, keeping the grid's proportions.
void paintIcon(QPainter& painter, Icon icon, const QRectF& square, const QColor& color);
/// Follows the device's pixel ratio, and greys out when disabled. Made for the theme of now: make
/// it anew when the theme changes.
QIcon icon(Icon icon, const QColor& color = {});

/// The mark of a state: dashed ring (auto), half disc (in work), tick (reviewed), flag, empty ring.
enum class StateMark { Empty, Auto, InWork, Reviewed, Flagged };
void paintStateMark(QPainter& painter, StateMark mark, const QRectF& square);
QColor stateColor(StateMark mark);

} // namespace laurel::ui
