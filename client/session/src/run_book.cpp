#include "run_book.h"

#include "laurel/base/files.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace laurel {

namespace {

constexpr std::size_t mostRuns = 12;

std::filesystem::path fileIn(const std::filesystem::path& home) {
    return home / "learning-runs.json";
}

QJsonValue orNull(const std::optional<double>& value) {
    return value ? QJsonValue(*value) : QJsonValue();
}

std::optional<double> orNone(const QJsonValue& value) {
    return value.isDouble() ? std::optional(value.toDouble()) : std::nullopt;
}

/// [step, epoch, loss], and after an epoch also its Dice.
QJsonArray jsonOf(const FineTuneEvent& event) {
    QJsonArray values{static_cast<qint64>(event.step), event.epoch, event.loss};
    if (event.epochDone) {
        values.append(orNull(event.measuredDice));
    }
    return values;
}

QJsonObject jsonOf(const LearningRun& run) {
    QJsonArray events;
    for (const FineTuneEvent& event : run.events) {
        events.append(jsonOf(event));
    }
    const FineTuneEvent last = run.events.empty() ? FineTuneEvent{} : run.events.back();
    return {{QStringLiteral("model"), QString::fromStdString(run.model)},
            {QStringLiteral("title"), QString::fromStdString(run.title)},
            {QStringLiteral("ended"), run.ended.toString(Qt::ISODate)},
            {QStringLiteral("epochs"), last.epochs},
            {QStringLiteral("steps"), static_cast<qint64>(last.steps)},
            {QStringLiteral("before"), orNull(last.diceBefore)},
            {QStringLiteral("events"), events}};
}

LearningRun runOf(const QJsonObject& json) {
    LearningRun run;
    run.model = json[QStringLiteral("model")].toString().toStdString();
    run.title = json[QStringLiteral("title")].toString().toStdString();
    run.ended = QDateTime::fromString(json[QStringLiteral("ended")].toString(), Qt::ISODate);
    for (const auto& value : json[QStringLiteral("events")].toArray()) {
        const QJsonArray values = value.toArray();
        FineTuneEvent event;
        event.step = values.at(0).toInteger(1);
        event.epoch = values.at(1).toInt(1);
        event.loss = values.at(2).toDouble();
        event.epochs = json[QStringLiteral("epochs")].toInt(1);
        event.steps = json[QStringLiteral("steps")].toInteger(1);
        event.epochDone = values.size() > 3;
        if (event.epochDone) {
            event.measuredDice = orNone(values.at(3));
            event.diceBefore = orNone(json[QStringLiteral("before")]);
        }
        run.events.push_back(std::move(event));
    }
    return run;
}

} // namespace

RunBook::RunBook(const std::filesystem::path& home) {
    QFile file(QString::fromStdString(fileIn(home).string()));
    if (file.open(QIODevice::ReadOnly)) {
        for (const auto& run : QJsonDocument::fromJson(file.readAll()).array()) {
            runs_.push_back(runOf(run.toObject()));
        }
    }
    std::erase_if(runs_, [](const LearningRun& run) { return run.events.empty(); });
}

void RunBook::add(LearningRun run) {
    runs_.insert(runs_.begin(), std::move(run));
    runs_.resize(std::min(runs_.size(), mostRuns));
}

void RunBook::write(const std::filesystem::path& home,
                    const std::vector<LearningRun>& runs) noexcept {
    try {
        QJsonArray all;
        for (const LearningRun& run : runs) {
            all.append(jsonOf(run));
        }
        const QByteArray text = QJsonDocument(all).toJson(QJsonDocument::Compact);
        writeFileAtomically(fileIn(home), std::string_view(text.constData(),
                                                           static_cast<std::size_t>(text.size())));
    } catch (const std::exception&) { // curves can be done without
    }
}

} // namespace laurel
