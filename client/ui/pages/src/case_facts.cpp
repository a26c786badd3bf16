#include "case_facts.h"

#include <algorithm>

namespace laurel::ui {

namespace {

bool hasWord(const CaseFacts& facts, const QString& word) {
    const auto contains = [&word](const QString& text) {
        return text.contains(word, Qt::CaseInsensitive);
    };
    return contains(facts.name) || contains(facts.description) ||
           std::ranges::any_of(facts.segments, contains);
}

double reviewedPart(const CaseFacts& facts) {
    return facts.slices > 0
               ? static_cast<double>(facts.reviewed) / static_cast<double>(facts.slices)
               : 0.0;
}

/// Folders keep the order in which the newest case of each comes.
void gatherFolders(std::vector<CaseFacts>& cases) {
    QStringList folders;
    for (const CaseFacts& facts : cases) {
        if (!folders.contains(facts.imageFolder)) {
            folders << facts.imageFolder;
        }
    }
    std::ranges::stable_sort(
        cases, {}, [&](const CaseFacts& facts) { return folders.indexOf(facts.imageFolder); });
}

} // namespace

std::vector<CaseFacts> casesFor(const CaseQuery& query, const std::vector<CaseFacts>& cases) {
    const QStringList words = query.words.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    std::vector<CaseFacts> found;
    std::ranges::copy_if(cases, std::back_inserter(found), [&](const CaseFacts& facts) {
        return (!query.state || facts.state == *query.state) &&
               (!query.modality || facts.modality == *query.modality) &&
               std::ranges::all_of(words,
                                   [&](const QString& word) { return hasWord(facts, word); });
    });
    if (query.order == CaseOrder::ByName) {
        std::ranges::stable_sort(found, [](const CaseFacts& one, const CaseFacts& other) {
            return one.name.compare(other.name, Qt::CaseInsensitive) < 0;
        });
    } else if (query.order == CaseOrder::LeastReviewedFirst) {
        std::ranges::stable_sort(found, {}, reviewedPart);
    } else if (query.order == CaseOrder::ByFolder) {
        gatherFolders(found);
    }
    return found;
}

QStringList modalitiesOf(const std::vector<CaseFacts>& cases) {
    QStringList modalities;
    for (const CaseFacts& facts : cases) {
        modalities << facts.modality;
    }
    modalities.removeDuplicates();
    modalities.sort();
    if (modalities.removeOne(QString())) {
        modalities << QString();
    }
    return modalities;
}

} // namespace laurel::ui
