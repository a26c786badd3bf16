#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/tools/cross_validation.h"

#include <array>
#include <iomanip>
#include <nlohmann/json.hpp>
#include <sstream>

namespace laurel {

namespace {

nlohmann::json asJson(const std::optional<double>& value) {
    return value ? nlohmann::json(*value) : nlohmann::json(nullptr);
}

nlohmann::json asJson(const Figure& figure) {
    nlohmann::json interval = nullptr;
    if (figure.interval95) {
        interval = {figure.interval95->low, figure.interval95->high};
    }
    return {{"mean", asJson(figure.value)}, {"ci95", interval}, {"n", figure.count}};
}

nlohmann::json asJson(const Figures& figures) {
    return {{"dice", asJson(figures.dice)},
            {"csa_error", asJson(figures.csaError)},
            {"csa_absolute_error", asJson(figures.csaAbsoluteError)},
            {"precision", asJson(figures.precision)},
            {"recall", asJson(figures.recall)}};
}

nlohmann::json asJson(const SummedUp& sums) {
    return {{"per_slice", asJson(sums.perSlice)},
            {"per_patient", asJson(sums.perPatient)},
            {"pooled", asJson(sums.pooled)}};
}

nlohmann::json asJson(const HeldOutCase& one) {
    nlohmann::json labels = nlohmann::json::array();
    for (const auto& [name, slices] : one.labels) {
        OverlapCounts sum;
        for (const OverlapCounts& counts : slices) {
            sum += counts;
        }
        labels.push_back({{"name", name},
                          {"slices", slices.size()},
                          {"dice", asJson(dice(sum))},
                          {"csa_error", asJson(relativeError(sum))},
                          {"precision", asJson(precision(sum))},
                          {"recall", asJson(recall(sum))}});
    }
    return {{"name", one.name}, {"subject", one.subject}, {"fold", one.fold}, {"labels", labels}};
}

std::string cell(const Figure& figure) {
    if (!figure.value) {
        return "-";
    }
    std::ostringstream text;
    text << std::fixed << std::setprecision(3) << *figure.value;
    if (figure.interval95) {
        text << " [" << figure.interval95->low << ", " << figure.interval95->high << "]";
    }
    return text.str();
}

void addLine(std::ostream& out, const std::string& label, const std::string& way,
             const Figures& figures) {
    constexpr int labelWidth = 28;
    constexpr int wayWidth = 13;
    constexpr int cellWidth = 25;
    out << std::left << std::setw(labelWidth) << label << std::setw(wayWidth) << way;
    const std::array cells{cell(figures.dice), cell(figures.csaError),
                           cell(figures.csaAbsoluteError), cell(figures.precision),
                           cell(figures.recall)};
    for (std::size_t i = 0; i < cells.size(); ++i) {
        out << std::setw(i + 1 < cells.size() ? cellWidth : 0) << cells[i] + " ";
    }
    out << '\n';
}

void addLines(std::ostream& out, const std::string& label, const SummedUp& sums) {
    addLine(out, label, "per slice", sums.perSlice);
    addLine(out, label, "per patient", sums.perPatient);
    addLine(out, label, "pooled", sums.pooled);
}

} // namespace

std::string toJson(const CrossValidationReport& report) {
    nlohmann::json labels = nlohmann::json::array();
    for (const auto& [name, sums] : report.labels) {
        nlohmann::json label = asJson(sums);
        label["name"] = name;
        labels.push_back(std::move(label));
    }
    nlohmann::json cases = nlohmann::json::array();
    for (const HeldOutCase& one : report.cases) {
        cases.push_back(asJson(one));
    }
    const nlohmann::json whole = {{"model", report.modelId},
                                  {"folds", report.folds},
                                  {"cases", cases},
                                  {"labels", labels},
                                  {"overall", asJson(report.overall)}};
    return whole.dump(2) + "\n";
}

std::string toTable(const CrossValidationReport& report) {
    std::ostringstream out;
    out << "Model " << report.modelId << ", " << report.folds << " folds, " << report.cases.size()
        << " cases; mean [95 % confidence interval]\n";
    out << "label                       over         Dice                     CSA error            "
           "    |CSA error|              precision                recall\n";
    addLines(out, "all", report.overall);
    for (const auto& [name, sums] : report.labels) {
        addLines(out, name, sums);
    }
    return out.str();
}

CrossValidationReport
runCrossValidation(const TrainingConfig& config, const std::filesystem::path& folder,
                   Engine& engine, const std::function<void(int, const TrainingEvent&)>& onEvent,
                   const CancellationToken& cancel) {
    if (folder.empty()) {
        throw Error(ErrorCode::InvalidArgument, "a cross-validation needs a folder for its report");
    }
    if (std::filesystem::exists(folder)) {
        throw Error(ErrorCode::AlreadyExists,
                    "the output folder exists already: " + folder.string());
    }
    CrossValidationReport report = crossValidate(config, engine, onEvent, cancel);
    std::error_code error;
    if (!std::filesystem::create_directory(folder, error)) {
        throw Error(ErrorCode::Io, "cannot create " + folder.string() + ": " + error.message());
    }
    writeFileAtomically(folder / "report.txt", toTable(report));
    writeFileAtomically(folder / "report.json", toJson(report));
    return report;
}

} // namespace laurel
