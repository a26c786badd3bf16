#pragma once

#include "laurel/base/cancellation.h"
#include "laurel/edit/label_map_edit.h"
#include "laurel/edit/tool_reach.h"
#include "laurel/imaging/volume.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace laurel {

/// What a typed parameter of a tool may be.
template <typename T>
struct ParameterRange {
    T low;
    T high;
    T step; ///< of a spin box or a key press

    constexpr bool contains(T value) const noexcept { return value >= low && value <= high; }
    constexpr T clamp(T value) const noexcept {
        return value < low ? low : value > high ? high : value;
    }
};

/// Where the pointer is, in voxel units of the volume.
struct PointerSample {
    ContinuousIndex at;
    double pressure = 1;  ///< 0 to 1; 1 for a mouse
    double reachMm = 0;   ///< how far the pointer grips, as zoomed; 0: the tool's own measure
    bool several = false; ///< Shift was held: what it takes joins what was taken before
};

/// What an act works on. Valid for the length of the act.
struct ToolScene {
    const Volume* image = nullptr; ///< not owned; never null
    Segment segment;               ///< the one that is painted
    SlicePlane plane;              ///< of the view that the pointer is in
    bool inverted = false;         ///< Ctrl was held: adding tools take away
    std::int64_t frame = 0;        ///< of the image, that is segmented
    double greyRange = 1;          ///< between dark and bright in the image, in rescaled units
    CancellationToken cancel = {}; ///< asked by presses that take long
};

/// A tool that works on voxels by pointer: a strategy without widgets. Tools keep their parameters
/// (public, typed, each with its range) and, from press to release, the act in hand.
///
/// One act: press, any number of drags, release. The caller opens the LabelMapEdit for the
/// segment's layer, commits it with the label that `release` gives, or lets it revert. A pointer
/// outside the volume is fine, and so is one that is nowhere (not finite), which is passed over.
class EditTool {
  public:
    virtual ~EditTool() = default;

    virtual StepKind kind() const noexcept = 0;
    /// "Brush"
    virtual std::string name() const = 0;

    virtual void press(LabelMapEdit& edit, const ToolScene& scene, const PointerSample& at) = 0;
    virtual void drag(LabelMapEdit& edit, const PointerSample& to) = 0;
    virtual StepLabel release(LabelMapEdit& edit) = 0;

    /// A tool like this one, where its press looks at more voxels of a large image than a person
    /// would wait for: its whole act (press and release) can then be made on a copy in another
    /// thread. Null where acts are quick.
    virtual std::unique_ptr<EditTool> forCopy() const { return nullptr; }

    /// Whether the act in hand changes more than the pointer touches: then it is shown, and done
    /// when a person accepts it.
    virtual bool showsFirst() const noexcept { return false; }
    /// What the pointer has drawn so far, for tools that paint nothing before `release`.
    virtual std::span<const ContinuousIndex> drawn() const noexcept { return {}; }
    /// Corners on this plane that wait between acts for more; none for most tools.
    virtual std::span<const ContinuousIndex> waiting(const SlicePlane& /*plane*/) const noexcept {
        return {};
    }
    /// Forgets what waits between acts. @return whether anything did
    virtual bool dropWaiting() noexcept { return false; }
};

} // namespace laurel
