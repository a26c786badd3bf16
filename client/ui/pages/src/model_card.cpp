#include "model_card.h"

#include "history_facts.h"
#include "words.h"

#include "laurel/session/texts.h"

#include <QFile>
#include <QRegularExpression>

#include <algorithm>

namespace laurel::ui {

namespace {

constexpr qint64 mostBytes = 1 << 20;

QString plain(QString text) {
    static const QRegularExpression marks(QStringLiteral("\\*\\*|`"));
    return text.remove(marks).simplified();
}

QStringList cellsOf(const QString& line) {
    QStringList cells = line.trimmed().split(u'|');
    cells.removeFirst();
    cells.removeLast();
    for (QString& cell : cells) {
        cell = plain(cell);
    }
    return cells;
}

/// Puts lines of Markdown together to blocks.
class CardReader {
  public:
    void take(const QString& line) {
        if (line.startsWith(u'#')) {
            open_ = false;
            takeHeading(line);
        } else if (line.trimmed().isEmpty()) {
            open_ = false;
        } else if (line.startsWith(u'|')) {
            takeRow(line);
        } else if (line.startsWith(QStringLiteral("- "))) {
            add(CardBlock::Kind::Bullet, line.mid(2));
        } else if (open_) {
            QString& text = sections_.back().blocks.back().text;
            text = text + QLatin1Char(' ') + plain(line);
        } else {
            add(CardBlock::Kind::Paragraph, line);
        }
    }
    std::vector<CardSection> sections() && {
        std::erase_if(sections_, [](const CardSection& one) { return one.blocks.empty(); });
        return std::move(sections_);
    }

  private:
    void takeHeading(const QString& line) {
        if (line.startsWith(QStringLiteral("##"))) {
            sections_.push_back({plain(line.mid(line.lastIndexOf(u'#') + 1)), {}});
        }
    }
    void takeRow(const QString& line) {
        static const QRegularExpression rule(QStringLiteral("^[|:\\-\\s]+$"));
        std::vector<CardBlock>& blocks = sections_.back().blocks;
        const bool goesOn = open_ && blocks.back().kind == CardBlock::Kind::Table;
        if (!goesOn) {
            add(CardBlock::Kind::Table, {});
        }
        if (!rule.match(line).hasMatch() && line.count(u'|') > 1) {
            blocks.back().rows.push_back(cellsOf(line));
        }
    }
    void add(CardBlock::Kind kind, const QString& text) {
        sections_.back().blocks.push_back({kind, plain(text), {}});
        open_ = true;
    }

    std::vector<CardSection> sections_{CardSection{}};
    bool open_ = false; ///< the last block may go on
};

std::vector<CardSection> cardIn(const std::filesystem::path& folder) {
    QFile file(QString::fromStdString((folder / "CARD.md").string()));
    return file.open(QIODevice::ReadOnly) ? parseCard(QString::fromUtf8(file.read(mostBytes)))
                                          : std::vector<CardSection>{};
}

std::optional<double> numberIn(const nlohmann::json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_number() ? std::optional(found->get<double>())
                                                       : std::nullopt;
}

/// "manual PD 0.838, manual T1 0.759"
QString measuredText(const nlohmann::json& metrics) {
    QStringList parts;
    const auto cases = metrics.find("dice_per_case");
    if (cases != metrics.end() && cases->is_object()) {
        for (const auto& [name, dice] : cases->items()) {
            if (dice.is_number()) {
                parts << QStringLiteral("%1 %2").arg(QString::fromStdString(name),
                                                     diceText(dice.get<double>()));
            }
        }
    }
    return parts.join(QStringLiteral(", "));
}

QString taughtText(const nlohmann::json& provenance) {
    const auto tuned = provenance.find("fine_tuned");
    if (tuned == provenance.end() || !tuned->is_object()) {
        return {};
    }
    const auto slices = numberIn(*tuned, "slices");
    return Texts::tr("%1 reviewed slices of this computer: Dice %2 to %3")
        .arg(slices ? QString::number(*slices) : QStringLiteral("–"),
             diceText(numberIn(*tuned, "dice_before")), diceText(numberIn(*tuned, "dice_after")));
}

std::vector<std::pair<QString, QString>> factsOf(const ModelPackage& package) {
    const ModelManifest& manifest = package.manifest();
    std::vector<std::pair<QString, QString>> facts;
    const auto add = [&](const QString& name, const QString& text) {
        if (!text.isEmpty()) {
            facts.emplace_back(name, text);
        }
    };
    add(Texts::tr("About"), QString::fromStdString(manifest.description));
    add(Texts::tr("Input"), inputText(manifest.input));
    add(Texts::tr("Taught by"), taughtText(manifest.provenance));
    add(Texts::tr("Dice"), measuredText(manifest.metrics));
    add(Texts::tr("Licence"), QString::fromStdString(manifest.license));
    return facts;
}

/// What a reader has to know before the first case comes first.
int rankOf(const CardSection& section) {
    const QString& title = section.title;
    return title.isEmpty()                                       ? 0
           : title.startsWith(QStringLiteral("Where it fails"))  ? 1
           : title.startsWith(QStringLiteral("What it reaches")) ? 2
                                                                 : 3;
}

} // namespace

std::vector<CardSection> parseCard(const QString& markdown) {
    CardReader reader;
    for (const QString& line : markdown.split(u'\n')) {
        reader.take(line);
    }
    return std::move(reader).sections();
}

ModelCard modelCardOf(const ShelvedModel& model, const std::vector<ShelvedModel>& shelf) {
    ModelCard card;
    try {
        card.facts = factsOf(ModelPackage::open(model.folder));
    } catch (const Error&) { // the list of models says so
    }
    card.sections = cardIn(model.folder);
    for (const ShelvedModel& other : shelf) {
        if (!card.sections.empty() || model.origin != ModelOrigin::Local ||
            other.origin == ModelOrigin::Local || other.id != model.id) {
            continue;
        }
        card.sections = cardIn(other.folder);
        card.note = Texts::tr("What %1, which it was taught from, says of itself")
                        .arg(QString::fromStdString(other.title()));
    }
    if (card.sections.empty()) {
        card.note.clear();
    }
    std::ranges::stable_sort(card.sections, {}, rankOf);
    return card;
}

} // namespace laurel::ui
