#include "bootstrap.h"
#include "laurel/tools/cross_validation.h"

#include <cmath>
#include <numeric>

namespace laurel {

namespace {

using Measure = std::optional<double> (*)(const OverlapCounts&);
using Slices = std::vector<OverlapCounts>;
/// What one case shows of what is summed up: for each label its slices.
using CaseSlices = std::vector<Slices>;

std::optional<double> diceOf(const OverlapCounts& counts) {
    return dice(counts);
}
std::optional<double> errorOf(const OverlapCounts& counts) {
    return relativeError(counts);
}
std::optional<double> absoluteErrorOf(const OverlapCounts& counts) {
    const std::optional<double> error = relativeError(counts);
    return error ? std::optional(std::abs(*error)) : std::nullopt;
}
std::optional<double> precisionOf(const OverlapCounts& counts) {
    return precision(counts);
}
std::optional<double> recallOf(const OverlapCounts& counts) {
    return recall(counts);
}

OverlapCounts sumOf(const Slices& slices) {
    return std::accumulate(slices.begin(), slices.end(), OverlapCounts{},
                           [](OverlapCounts sum, const OverlapCounts& one) { return sum += one; });
}

OverlapCounts sumOf(const CaseSlices& labels) {
    OverlapCounts sum;
    for (const Slices& slices : labels) {
        sum += sumOf(slices);
    }
    return sum;
}

/// A sum of values that are defined, with their number.
struct Total {
    double sum = 0;
    std::size_t count = 0;
    void add(const std::optional<double>& value) {
        sum += value.value_or(0);
        count += value ? 1 : 0;
    }
    std::optional<double> mean() const {
        return count > 0 ? std::optional(sum / static_cast<double>(count)) : std::nullopt;
    }
};

Total sliceTotal(const CaseSlices& labels, Measure measure) {
    Total total;
    for (const Slices& slices : labels) {
        for (const OverlapCounts& counts : slices) {
            total.add(measure(counts));
        }
    }
    return total;
}

std::vector<std::size_t> allOf(std::size_t cases) {
    std::vector<std::size_t> numbers(cases);
    std::iota(numbers.begin(), numbers.end(), std::size_t{0});
    return numbers;
}

Figure perSlice(const std::vector<CaseSlices>& cases, Measure measure, std::uint64_t seed) {
    std::vector<Total> totals;
    totals.reserve(cases.size());
    for (const CaseSlices& one : cases) {
        totals.push_back(sliceTotal(one, measure));
    }
    const auto over = [&](const std::vector<std::size_t>& drawn) {
        Total whole;
        for (const std::size_t number : drawn) {
            whole.sum += totals[number].sum;
            whole.count += totals[number].count;
        }
        return whole;
    };
    const Total whole = over(allOf(cases.size()));
    return {whole.count, whole.mean(),
            bootstrapInterval(
                cases.size(), [&](const auto& drawn) { return over(drawn).mean(); }, seed)};
}

/// Mean over labels of a case's value, then over cases.
Figure perPatient(const std::vector<CaseSlices>& cases, Measure measure) {
    std::vector<std::optional<double>> values;
    values.reserve(cases.size());
    for (const CaseSlices& labels : cases) {
        Total total;
        for (const Slices& slices : labels) {
            total.add(measure(sumOf(slices)));
        }
        values.push_back(total.mean());
    }
    const MeanEstimate estimate = estimateMean(values);
    return {estimate.count, estimate.mean, estimate.interval95};
}

Figure pooled(const std::vector<CaseSlices>& cases, Measure measure, std::uint64_t seed) {
    std::vector<OverlapCounts> sums;
    sums.reserve(cases.size());
    for (const CaseSlices& one : cases) {
        sums.push_back(sumOf(one));
    }
    const auto over = [&](const std::vector<std::size_t>& drawn) {
        OverlapCounts whole;
        for (const std::size_t number : drawn) {
            whole += sums[number];
        }
        return measure(whole);
    };
    return {cases.size(), over(allOf(cases.size())), bootstrapInterval(cases.size(), over, seed)};
}

template <typename Sum>
Figures figures(const Sum& sum) {
    return {sum(diceOf), sum(errorOf), sum(absoluteErrorOf), sum(precisionOf), sum(recallOf)};
}

SummedUp sumUpCases(const std::vector<CaseSlices>& cases, std::uint64_t seed) {
    return {figures([&](Measure measure) { return perSlice(cases, measure, seed); }),
            figures([&](Measure measure) { return perPatient(cases, measure); }),
            figures([&](Measure measure) { return pooled(cases, measure, seed); })};
}

Slices slicesOf(const HeldOutCase& one, const std::string& label) {
    const auto found = one.labels.find(label);
    return found == one.labels.end() ? Slices{} : found->second;
}

} // namespace

void sumUp(CrossValidationReport& report, const std::vector<std::string>& labels,
           std::uint64_t seed) {
    std::vector<CaseSlices> whole(report.cases.size());
    for (const std::string& label : labels) {
        std::vector<CaseSlices> cases;
        for (std::size_t i = 0; i < report.cases.size(); ++i) {
            const Slices slices = slicesOf(report.cases[i], label);
            cases.push_back({slices});
            whole[i].push_back(slices);
        }
        report.labels[label] = sumUpCases(cases, seed);
    }
    report.overall = sumUpCases(whole, seed);
}

} // namespace laurel
