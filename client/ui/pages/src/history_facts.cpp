#include "history_facts.h"

#include "words.h"

#include "laurel/ui_kit/theme.h"

#include <QCoreApplication>
#include <QDateTime>

#include <algorithm>
#include <cmath>

namespace laurel::ui {

namespace {

struct HistoryText {
    Q_DECLARE_TR_FUNCTIONS(History)
};

QString versionText(std::int64_t number) {
    return QStringLiteral("v%1").arg(number);
}

bool isVersion(const ShelvedModel& model, const ModelHistory& history, std::int64_t number) {
    return model.origin == ModelOrigin::Server && model.serverId == history.serverId &&
           model.id == history.model && model.version == number;
}

/// A version counts until the next one: steps, with a dot where it was published.
Curve meanCurve(const ModelHistory& history) {
    Curve curve;
    curve.name = HistoryText::tr("mean");
    curve.color = theme().text1;
    curve.width = 2.2;
    curve.marksEnd = true;
    std::optional<double> last;
    for (const VersionScores& version : history.versions) {
        if (!version.meanDice) {
            continue;
        }
        const auto x = static_cast<double>(version.number);
        if (last) {
            curve.points.emplace_back(x, *last);
        }
        curve.points.emplace_back(x, *version.meanDice);
        last = version.meanDice;
    }
    return curve;
}

std::vector<Curve> labelCurves(const ModelHistory& history) {
    std::vector<Curve> curves;
    if (!history.card) {
        return curves;
    }
    for (const ModelLabel& label : history.card->labels) {
        Curve curve;
        curve.name =
            QString::fromStdString(label.abbreviation.empty() ? label.name : label.abbreviation);
        curve.color = {label.color.red, label.color.green, label.color.blue};
        for (const VersionScores& version : history.versions) {
            const auto dice = version.labels.find(label.name);
            curve.points.emplace_back(static_cast<double>(version.number),
                                      dice == version.labels.end() ? std::nan("") : dice->second);
        }
        const bool any = std::ranges::any_of(
            curve.points, [](const QPointF& point) { return std::isfinite(point.y()); });
        if (any) {
            curves.push_back(std::move(curve));
        }
    }
    return curves;
}

QString stateText(const HistoryFacts::Version& version, bool newest) {
    if (version.inUse) {
        return HistoryText::tr("in use");
    }
    if (version.here) {
        return HistoryText::tr("on this computer");
    }
    return newest ? HistoryText::tr("newest") : QString();
}

NumbersTableFacts tableOf(const ModelHistory& history,
                          const std::vector<HistoryFacts::Version>& versions, const QDate& today) {
    NumbersTableFacts table{HistoryText::tr("Version"),
                            {HistoryText::tr("Published"), HistoryText::tr("Mean Dice"),
                             HistoryText::tr("Change"), HistoryText::tr("Lowest"),
                             HistoryText::tr("State")},
                            1,
                            4,
                            {}};
    std::optional<double> before;
    for (std::size_t i = 0; i < history.versions.size(); ++i) {
        const VersionScores& version = history.versions[i];
        const QDateTime created =
            QDateTime::fromString(QString::fromStdString(version.created), Qt::ISODate);
        NumbersRow row;
        row.name = versionText(version.number);
        row.cells = {
            created.isValid() ? dayText(created.toLocalTime().date(), today) : QStringLiteral("–"),
            diceText(version.meanDice),
            version.meanDice && before ? changeText(*version.meanDice - *before)
                                       : QStringLiteral("–"),
            diceText(version.lowest()), stateText(versions[i], version.number == history.current)};
        row.target = static_cast<int>(version.number);
        row.mark = versions[i].inUse  ? StateMark::Reviewed
                   : versions[i].here ? StateMark::InWork
                                      : StateMark::Empty;
        table.rows.insert(table.rows.begin(), row);
        before = version.meanDice ? version.meanDice : before;
    }
    return table;
}

std::vector<std::pair<QString, QString>> cardOf(const ModelHistory& history) {
    std::vector<std::pair<QString, QString>> card;
    if (!history.card) {
        return card;
    }
    const ModelManifest& manifest = *history.card;
    const auto add = [&](const QString& name, const std::string& text) {
        if (!text.empty()) {
            card.emplace_back(name, QString::fromStdString(text));
        }
    };
    add(HistoryText::tr("About"), manifest.description);
    card.emplace_back(HistoryText::tr("Input"), inputText(manifest.input));
    card.emplace_back(
        HistoryText::tr("Learns with"),
        HistoryText::tr("%1 reviewed slices or more").arg(manifest.training.minSlices));
    card.emplace_back(HistoryText::tr("Size"), bytesText(history.bytes));
    add(HistoryText::tr("Licence"), manifest.license);
    return card;
}

} // namespace

QString inputText(const ModelInput& input) {
    QStringList steps;
    for (const double step : input.spacingMm) {
        steps << QString::number(step);
    }
    return HistoryText::tr("%1, %2 mm")
        .arg(input.modality.empty() ? HistoryText::tr("any images")
                                    : QString::fromStdString(input.modality),
             steps.join(QStringLiteral(" × ")));
}

HistoryFacts historyFacts(const ModelHistory& history, const std::vector<ShelvedModel>& models,
                          const std::optional<ShelvedModel>& chosen, const QDate& today) {
    HistoryFacts facts;
    for (const VersionScores& version : history.versions) {
        HistoryFacts::Version shown{version.number};
        for (const ShelvedModel& model : models) {
            if (isVersion(model, history, version.number)) {
                shown.here = true;
                shown.inUse = chosen == model;
            }
        }
        facts.versions.push_back(shown);
    }
    const auto measured = std::ranges::count_if(
        history.versions, [](const VersionScores& one) { return one.meanDice.has_value(); });
    facts.note = HistoryText::tr("%1 of %2 versions measured on the server's reference cases")
                     .arg(measured)
                     .arg(history.versions.size());
    facts.curves = labelCurves(history);
    facts.curves.push_back(meanCurve(history));
    facts.table = tableOf(history, facts.versions, today);
    facts.card = cardOf(history);
    facts.labelsTitle = HistoryText::tr("Gold Dice, %1").arg(versionText(history.current));
    const auto current =
        std::ranges::find(history.versions, history.current, &VersionScores::number);
    if (current != history.versions.end() && history.card) {
        for (const ModelLabel& label : history.card->labels) {
            const auto dice = current->labels.find(label.name);
            facts.labels.emplace_back(QString::fromStdString(label.name),
                                      diceText(dice == current->labels.end()
                                                   ? std::nullopt
                                                   : std::optional(dice->second)));
        }
    }
    return facts;
}

} // namespace laurel::ui
