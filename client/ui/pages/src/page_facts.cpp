#include "page_facts.h"

#include "laurel/session/texts.h"

#include "words.h"

#include <QDateTime>

#include <algorithm>

namespace laurel::ui {

namespace {

QString text(const std::string& value) {
    return QString::fromStdString(value);
}

QString imagesOf(const ShelvedModel& model) {
    return model.modality.empty() ? Texts::tr("any images") : text(model.modality);
}

/// The version as it stands beside the name: "v12, local 1".
QString versionOf(const ShelvedModel& model) {
    return text(model.title()).mid(static_cast<qsizetype>(text(model.name).size())).trimmed();
}

StartFacts::Model startModel(const ShelvedModel& model) {
    StartFacts::Model shown;
    shown.name = text(model.name);
    shown.version = versionOf(model);
    if (shown.version.startsWith(", ")) {
        shown.version.remove(0, 2);
    }
    shown.detail = countText(static_cast<std::int64_t>(model.labels.size()),
                             QT_TRANSLATE_N_NOOP("Laurel", "%n muscle(s)")) +
                   ", " + imagesOf(model);
    shown.verified = model.origin == ModelOrigin::Server;
    shown.origin = model.origin == ModelOrigin::Server  ? Texts::tr("signed")
                   : model.origin == ModelOrigin::Local ? Texts::tr("learnt here")
                                                        : Texts::tr("shipped");
    return shown;
}

StateMark markOf(SliceState state) {
    switch (state) {
    case SliceState::Empty:
        return StateMark::Empty;
    case SliceState::Reviewed:
        return StateMark::Reviewed;
    case SliceState::Flagged:
        return StateMark::Flagged;
    case SliceState::Auto:
    case SliceState::InWork:
        break;
    }
    return StateMark::InWork;
}

CaseFacts caseFacts(const CaseCard& card, const QDate& today) {
    const CaseSummary& summary = card.summary;
    const QDateTime modified = QDateTime::fromString(text(summary.modified), Qt::ISODate);
    CaseFacts facts;
    facts.folder = text(summary.folder.string());
    facts.name = text(summary.name);
    facts.description = text(summary.description);
    facts.day = modified.isValid() ? dayText(modified.toLocalTime().date(), today) : QString();
    facts.reviewed = summary.reviewed;
    facts.slices = summary.slices;
    facts.state = markOf(card.state);
    facts.size = QStringLiteral("%1 × %2 mm").arg(card.size.z).arg(card.spacing[2], 0, 'g', 3);
    facts.grid = QStringLiteral("%1 × %2 × %3").arg(card.size.x).arg(card.size.y).arg(card.size.z);
    facts.spacing = QStringLiteral("%1 × %2 × %3 mm")
                        .arg(card.spacing[0], 0, 'g', 3)
                        .arg(card.spacing[1], 0, 'g', 3)
                        .arg(card.spacing[2], 0, 'g', 3);
    for (const std::string& name : card.segments) {
        facts.segments << text(name);
    }
    facts.modified = text(summary.modified);
    facts.modality = text(card.modality);
    facts.imageFolder = text(card.imageFolder.string());
    return facts;
}

const KnownServer* serverOf(const std::vector<KnownServer>& servers, const std::string& id) {
    const auto found = std::ranges::find(servers, id, &KnownServer::serverId);
    return found == servers.end() || id.empty() ? nullptr : &*found;
}

QString originOf(const ShelvedModel& model, const KnownServer* server) {
    switch (model.origin) {
    case ModelOrigin::Server:
        return server != nullptr ? Texts::tr("signed by %1").arg(text(server->name))
                                 : Texts::tr("signed by a server that is not known any more");
    case ModelOrigin::Local:
        return Texts::tr("learnt on this computer");
    case ModelOrigin::Shipped:
        return Texts::tr("shipped with Laurel");
    }
    return {};
}

/// The version that the server serves by now, where it is higher than this one.
QString newestOf(const ShelvedModel& model, const std::vector<ServerState>& states) {
    for (const ServerState& state : states) {
        for (const ModelSummary& offered : state.models) {
            if (state.server.serverId == model.serverId && offered.id == model.id &&
                offered.current > model.version.value_or(0)) {
                return QString("v%1").arg(offered.current);
            }
        }
    }
    return {};
}

ModelsFacts::Model modelFacts(const ShelvedModel& model, const std::optional<ShelvedModel>& chosen,
                              const std::vector<KnownServer>& servers,
                              const std::vector<ServerState>& states) {
    const KnownServer* server = serverOf(servers, model.serverId);
    ModelsFacts::Model shown;
    shown.title = text(model.title());
    for (const std::string& label : model.labels) {
        shown.structures << text(label);
    }
    shown.modality = imagesOf(model);
    shown.origin = originOf(model, server);
    shown.folder = text(model.folder.string());
    shown.verified = model.origin == ModelOrigin::Server && server != nullptr;
    shown.inUse = chosen == model;
    if (shown.verified) {
        shown.newerAt = text(server->name);
        shown.newest = newestOf(model, states);
    }
    return shown;
}

bool isHere(const std::vector<ShelvedModel>& models, const std::string& server,
            const ModelSummary& offered) {
    return std::ranges::any_of(models, [&](const ShelvedModel& model) {
        return model.origin == ModelOrigin::Server && model.serverId == server &&
               model.id == offered.id && model.version == offered.current;
    });
}

void addOffers(ModelsFacts::Server& shown, const ServerState& state,
               const std::vector<ShelvedModel>& models) {
    if (!state.problem.empty()) {
        shown.state = sentence(text(state.problem));
    } else if (!state.reachable) {
        shown.state = Texts::tr("Not reachable now. It is asked again by itself.");
    }
    for (const ModelSummary& offered : state.models) {
        shown.offers.push_back(
            {text(offered.id), text(offered.name) + QString(" v%1").arg(offered.current),
             text(offered.description), isHere(models, state.server.serverId, offered)});
    }
    if (state.reachable && state.problem.empty() && state.models.empty()) {
        shown.state = Texts::tr("It offers no model to this computer.");
    }
}

ModelsFacts::Server serverFacts(const KnownServer& server, const std::vector<ServerState>& states,
                                const std::vector<ShelvedModel>& models) {
    ModelsFacts::Server shown{text(server.serverId),
                              text(server.name),
                              text(server.address.url()),
                              text(fingerprint(server.publicKey)),
                              {},
                              {}};
    for (const ServerState& state : states) {
        if (state.server.serverId == server.serverId) {
            addOffers(shown, state, models);
        }
    }
    return shown;
}

} // namespace

StartFacts startFacts(const std::vector<ShelvedModel>& models) {
    StartFacts facts;
    std::ranges::transform(models, std::back_inserter(facts.models), startModel);
    return facts;
}

CasesFacts casesFacts(const std::vector<CaseCard>& cards, const QStringList& folders,
                      const QDate& today) {
    CasesFacts facts;
    for (const CaseCard& card : cards) {
        facts.cases.push_back(caseFacts(card, today));
    }
    facts.folders = folders;
    return facts;
}

ModelsFacts modelsFacts(const std::vector<ShelvedModel>& models,
                        const std::optional<ShelvedModel>& chosen,
                        const std::vector<KnownServer>& servers,
                        const std::vector<ServerState>& states) {
    ModelsFacts facts;
    for (const ShelvedModel& model : models) {
        facts.models.push_back(modelFacts(model, chosen, servers, states));
    }
    for (const KnownServer& server : servers) {
        facts.servers.push_back(serverFacts(server, states, models));
    }
    return facts;
}

} // namespace laurel::ui
