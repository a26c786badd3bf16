#include "offer_bar.h"

#include "laurel/session/texts.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include <cmath>

namespace laurel::ui {

namespace {

/// "adds 1.30 ml" and "removes 0.20 ml", over all segments.
QString volumesOf(const EditStep& step, const Geometry& geometry) {
    std::int64_t added = 0;
    std::int64_t removed = 0;
    for (const EditDelta::Layer& layer : step.voxels.layers()) {
        for (const DeltaRun& run : layer.runs) {
            (run.after == 0 ? removed : added) += run.length;
        }
    }
    const auto millilitres = [&](std::int64_t voxels) {
        return QString::number(static_cast<double>(voxels) * geometry.voxelVolume() / 1000, 'f', 2);
    };
    QStringList parts;
    if (added > 0) {
        parts.append(Texts::tr("paints %1 ml").arg(millilitres(added)));
    }
    if (removed > 0) {
        parts.append(Texts::tr("removes %1 ml").arg(millilitres(removed)));
    }
    return parts.join(QStringLiteral(", "));
}

} // namespace

OfferBar::OfferBar(CaseSession& session, QWidget* parent)
    : Surface(Surface::Fill::Raised, Qt::TopEdge, parent), session_(session),
      title_(new Label({}, TextRole::Body, Label::Tone::Text1, QFont::DemiBold)),
      detail_(new Label({}, TextRole::Caption, Label::Tone::Text2)) {
    setObjectName(QStringLiteral("offer.bar"));
    setAccessibleName(Texts::tr("Preview of a step"));
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(space::m, space::s, space::m, space::s);
    line->setSpacing(space::s);
    auto* words = new QVBoxLayout;
    words->setSpacing(0);
    words->addWidget(title_);
    words->addWidget(detail_);
    line->addLayout(words, 1);
    auto* drop = new Button(Texts::tr("Discard"));
    drop->setHint(Texts::tr("Esc"));
    drop->setTall(true);
    drop->setObjectName(QStringLiteral("offer.discard"));
    drop->setToolTip(Texts::tr("Leaves everything as it is (Esc)"));
    auto* take = new Button(Texts::tr("Apply"), ButtonKind::Primary);
    take->setGlyph(Icon::Check);
    take->setHint(QStringLiteral("⏎"));
    take->setTall(true);
    take->setObjectName(QStringLiteral("offer.accept"));
    take->setToolTip(Texts::tr("Changes what is shown, as one step (Enter)"));
    line->addWidget(drop);
    line->addWidget(take);
    connect(drop, &Button::clicked, this, &OfferBar::discard);
    connect(take, &Button::clicked, this, &OfferBar::accept);
    connect(&session_, &CaseSession::offerChanged, this, &OfferBar::follow);
    follow();
}

void OfferBar::follow() {
    const EditStep* offer = session_.offer();
    setVisible(offer != nullptr);
    if (offer != nullptr) {
        title_->setText(QString::fromStdString(offer->label.action));
        detail_->setText(QString::fromStdString(offer->label.detail) + QStringLiteral(" · ") +
                         volumesOf(*offer, session_.image().geometry()));
    }
}

void OfferBar::accept() {
    try {
        session_.acceptOffer();
    } catch (const Error& error) {
        Q_EMIT failed(QString::fromUtf8(error.what()));
    }
}

} // namespace laurel::ui
