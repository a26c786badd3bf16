#pragma once

#include "case_commands.h"

#include "laurel/base/error.h"
#include "laurel/session/texts.h"

/// What commands on the open case have in common: whom they are about, and when they refuse.
namespace laurel::ui {

/// Runs a command on the open case; nothing happens without one.
template <typename Act>
std::function<void()> onCase(const CommandScene& scene, Act act) {
    return [scene, act] {
        if (Workspace* workspace = scene.workspace()) {
            try {
                act(*workspace);
            } catch (const Error& error) {
                scene.refuse(QString::fromUtf8(error.what()));
            }
        }
    };
}

/// The same for the chosen segment.
template <typename Act>
std::function<void()> onSegment(const CommandScene& scene, Act act) {
    return onCase(scene, [scene, act](Workspace& workspace) {
        CaseSession& session = workspace.session();
        const auto index = static_cast<std::size_t>(session.view().activeSegment());
        if (index >= session.segmentation().labels.segments().size()) {
            scene.refuse(Texts::tr("No segment is chosen. Choose one in the list or add one."));
            return;
        }
        act(session, index);
    });
}

/// An edit of the chosen segment, refused when it is locked.
template <typename Act>
std::function<void()> onUnlocked(const CommandScene& scene, Act act) {
    return onSegment(scene, [scene, act](CaseSession& session, std::size_t index) {
        const Segment segment = session.segmentation().labels.segments()[index];
        if (session.segmentation().looks[index].locked) {
            scene.refuse(
                Texts::tr("%1 is locked. Nothing was changed. Unlock it or choose another segment.")
                    .arg(QString::fromStdString(segment.name)));
            return;
        }
        act(session, segment);
    });
}

/// An edit of the chosen segment on the slice that a person looks at, in whatever view they work;
/// refused where no view shows one.
template <typename Act>
std::function<void()> onPlane(const CommandScene& scene, Act act) {
    return onUnlocked(scene, [scene, act](CaseSession& session, const Segment& segment) {
        const SlicePlane plane = session.view().activePlane();
        if (!scene.workspace()->grid().shows(plane.axis)) {
            scene.refuse(Texts::tr("No slice is in view. Nothing was changed. Alt+0 shows all."));
            return;
        }
        act(session, segment, plane);
    });
}

/// What an act on the plane may touch (ToolBox::actReach); none, and why is said, where the plane
/// is none of the chosen slices.
inline std::optional<VoxelBox> actBox(const CommandScene& scene, const CaseSession& session,
                                      const SlicePlane& plane) {
    const auto box = scene.tools.actBox(plane, session.image().geometry().size());
    if (!box) {
        scene.refuse(Texts::tr("Slice %1 is none of the slices that keys act on. Nothing was "
                               "changed. The tools' options say which.")
                         .arg(plane.index + 1));
    }
    return box;
}

/// Whether something waits for yes or no that another preview must not replace; says so then.
inline bool refusesForPreview(const CommandScene& scene, const CaseSession& session) {
    const bool act = session.offer() != nullptr && session.whoseOffer() == OfferOf::Act;
    if (act || session.proposal() != nullptr) {
        scene.refuse(Texts::tr("A preview is open. Accept or discard it first."));
        return true;
    }
    return false;
}

} // namespace laurel::ui
