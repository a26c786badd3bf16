#include "case_commands.h"

#include "laurel/session/texts.h"
#include "laurel/session/words.h"

#include "laurel/base/error.h"
#include "laurel/edit/segment_acts.h"
#include "laurel/workflow/model_names.h"

#include <QMenu>

#include <algorithm>
#include <memory>

namespace laurel::ui {

namespace {

std::optional<std::size_t> activeSegment(const CommandScene& scene) {
    Workspace* workspace = scene.workspace();
    if (workspace == nullptr) {
        return std::nullopt;
    }
    const CaseSession& session = workspace->session();
    const auto index = static_cast<std::size_t>(session.view().activeSegment());
    if (index >= session.segmentation().labels.segments().size()) {
        scene.refuse(Texts::tr("No segment is chosen. Choose one in the list or add one."));
        return std::nullopt;
    }
    return index;
}

bool apply(const CommandScene& scene, const std::function<EditStep(const Case&)>& work) {
    CaseSession& session = scene.workspace()->session();
    session.endAct();
    try {
        return session.openCase().apply(work(session.openCase()));
    } catch (const Error& error) {
        scene.refuse(QString::fromUtf8(error.what()));
        return false;
    }
}

void merge(const CommandScene& scene, std::size_t from, std::size_t into) {
    const std::vector<Segment>& segments =
        scene.workspace()->session().segmentation().labels.segments();
    const QString done = Texts::tr("%1 was merged into %2")
                             .arg(QString::fromStdString(segments[from].name),
                                  QString::fromStdString(segments[into].name));
    const SegmentKey target = keyOf(segments[into]);
    if (apply(scene, [&](const Case& open) {
            return mergedInto(open.segmentation(), open.counts(), from, into);
        })) {
        CaseSession& session = scene.workspace()->session();
        if (const auto index = session.segmentation().indexOf(target.layer, target.value)) {
            session.view().setActiveSegment(static_cast<int>(*index));
        }
        scene.tell(done, {});
    }
}

/// Asks which other segment, in a menu at the chosen one.
void askToMerge(const CommandScene& scene) {
    const auto active = activeSegment(scene);
    if (!active) {
        return;
    }
    Workspace& workspace = *scene.workspace();
    const Segmentation& segmentation = workspace.session().segmentation();
    const std::vector<Segment>& segments = segmentation.labels.segments();
    if (segments.size() < 2) {
        scene.refuse(Texts::tr("There is no other segment to merge it into."));
        return;
    }
    auto* menu = new QMenu(&workspace);
    menu->setObjectName(QStringLiteral("merge.menu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (std::size_t i = 0; i < segments.size(); ++i) {
        if (i != *active) {
            QAction* action = menu->addAction(QString::fromStdString(segments[i].name));
            action->setEnabled(!segmentation.looks[i].locked);
            QObject::connect(action, &QAction::triggered, &workspace,
                             [scene, from = *active, i] { merge(scene, from, i); });
        }
    }
    menu->popup(workspace.segments().placeOfChosen());
}

void moveInList(const CommandScene& scene, int step) {
    const auto active = activeSegment(scene);
    if (!active) {
        return;
    }
    const auto to = static_cast<std::int64_t>(*active) + step;
    const auto count = static_cast<std::int64_t>(
        scene.workspace()->session().segmentation().labels.segments().size());
    if (to >= 0 && to < count) {
        apply(scene, [&](const Case& open) {
            return movedInList(open.segmentation(), *active, static_cast<std::size_t>(to));
        });
    }
}

void duplicate(const CommandScene& scene) {
    const auto active = activeSegment(scene);
    if (active && apply(scene, [&](const Case& open) {
            return duplicated(open.segmentation(), open.counts(), *active);
        })) {
        CaseSession& session = scene.workspace()->session();
        session.view().setActiveSegment(static_cast<int>(*active) + 1);
        scene.tell(Texts::tr("%1 was added")
                       .arg(QString::fromStdString(
                           session.segmentation().labels.segments()[*active + 1].name)),
                   Texts::tr("It may overlap the others of other layers."));
    }
}

void addModelSegments(const CommandScene& scene) {
    const auto model = scene.bench.segmenting.chosen();
    if (scene.workspace() == nullptr || !model) {
        return;
    }
    const CaseSession& session = scene.workspace()->session();
    const std::size_t before = session.segmentation().labels.segments().size();
    const bool done = apply(scene, [&](const Case& open) {
        return withSegments(open.segmentation(), segmentsOf(*model));
    });
    const std::size_t added = session.segmentation().labels.segments().size() - before;
    if (done) {
        scene.tell(numbered(Texts::tr("%n segment(s) were added", nullptr, static_cast<int>(added)),
                            static_cast<qsizetype>(added)),
                   Texts::tr("As %1 names them.").arg(QString::fromStdString(model->title())));
    } else {
        scene.refuse(Texts::tr("No segment of %1 is missing. Nothing was added.")
                         .arg(QString::fromStdString(model->title())));
    }
}

/// What was hidden before one segment was shown alone.
struct BeforeSolo {
    std::weak_ptr<CaseSession> session;
    std::optional<SegmentKey> alone;
    std::vector<SegmentKey> hidden;
};

std::vector<SegmentKey> hiddenOf(const Segmentation& segmentation) {
    std::vector<SegmentKey> hidden;
    for (std::size_t i = 0; i < segmentation.looks.size(); ++i) {
        if (!segmentation.looks[i].visible) {
            hidden.push_back(keyOf(segmentation.labels.segments()[i]));
        }
    }
    return hidden;
}

void show(CaseSession& session, const std::function<bool(const Segment&)>& isShown) {
    for (std::size_t i = 0; i < session.segmentation().looks.size(); ++i) {
        SegmentLook look = session.segmentation().looks[i];
        look.visible = isShown(session.segmentation().labels.segments()[i]);
        session.openCase().setLook(i, look);
    }
}

/// Shows the chosen one alone. Where it is alone already: what was shown before, or all where
/// nobody knows. From one that is alone to another: what was there before the first counts.
void solo(const CommandScene& scene, BeforeSolo& before) {
    const auto active = activeSegment(scene);
    if (!active) {
        return;
    }
    CaseSession& session = scene.workspace()->session();
    const std::vector<Segment>& segments = session.segmentation().labels.segments();
    const SegmentKey chosen = keyOf(segments[*active]);
    if (before.session.lock() != scene.bench.session()) {
        before = {scene.bench.session(), std::nullopt, {}};
    }
    const std::vector<SegmentKey> hidden = hiddenOf(session.segmentation());
    const auto isAlone = [&](const SegmentKey& one) {
        return hidden.size() + 1 == segments.size() &&
               std::ranges::find(hidden, one) == hidden.end();
    };
    if (isAlone(chosen)) {
        const std::vector<SegmentKey> stay =
            before.alone == chosen ? before.hidden : std::vector<SegmentKey>();
        before.alone.reset();
        show(session, [&](const Segment& one) {
            return keyOf(one) == chosen || std::ranges::find(stay, keyOf(one)) == stay.end();
        });
        return;
    }
    if (!before.alone || !isAlone(*before.alone)) {
        before.hidden = hidden;
    }
    before.alone = chosen;
    show(session, [&](const Segment& one) { return keyOf(one) == chosen; });
}

} // namespace

void connectSegmentListCommands(const CommandScene& scene) {
    Commands& commands = scene.commands;
    commands.on(Command::SoloSegment,
                [scene, before = std::make_shared<BeforeSolo>()] { solo(scene, *before); });
    commands.on(Command::MergeSegment, [scene] { askToMerge(scene); });
    commands.on(Command::DuplicateSegment, [scene] { duplicate(scene); });
    commands.on(Command::AddModelSegments, [scene] { addModelSegments(scene); });
    commands.on(Command::SegmentUp, [scene] { moveInList(scene, -1); });
    commands.on(Command::SegmentDown, [scene] { moveInList(scene, 1); });
}

} // namespace laurel::ui
