#include "evidence.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace laurel::replay {

namespace {

std::string number(double value, const char* format = "%.3f") {
    std::array<char, 32> text{};
    const int length = std::snprintf(text.data(), text.size(), format, value);
    return {text.data(), static_cast<std::size_t>(length)};
}

std::string cells(const Outcome& one) {
    return std::to_string(one.badPublished) + " of " + std::to_string(one.published) + " | " +
           number(one.first()) + " → " + number(one.last()) + " | " + number(one.deepestFall());
}

std::string streamTable(const std::vector<Outcome>& streams) {
    std::string table = "| Policy | Taken | Published | Not honest among them | Publications that "
                        "lowered the Dice | Dice at first | Best | At last | Deepest fall below "
                        "the best so far |\n|---|---|---|---|---|---|---|---|---|\n";
    for (const Outcome& one : streams) {
        table += "| `" + one.policy + "` | " + std::to_string(one.sent) + " | " +
                 std::to_string(one.published) + " | " + std::to_string(one.badPublished) + " | " +
                 std::to_string(one.lowered) + " | " + number(one.first()) + " | " +
                 number(*std::max_element(one.dice.begin(), one.dice.end())) + " | " +
                 number(one.last()) + " | " + number(one.deepestFall()) + " |\n";
    }
    return table;
}

std::string attackTable(const std::vector<AttackRow>& attacks) {
    std::string table =
        "| Attack | `gated`, alone: its own among the published | Dice | Deepest fall | `gated`, "
        "beside honest ones | Dice | Deepest fall | `dafne`, beside honest ones | Dice | Deepest "
        "fall |\n|---|---|---|---|---|---|---|---|---|---|\n";
    for (const AttackRow& row : attacks) {
        table += "| " + std::string(toString(row.behaviour)) + " | " + cells(row.aloneGated) +
                 " | " + cells(row.mixedGated) + " | " + cells(row.mixedDafne) + " |\n";
    }
    return table;
}

} // namespace

std::string markdownOf(const Evidence& evidence, const std::string& plotName) {
    const std::size_t length = evidence.streams.front().dice.size() - 1;
    std::string text = "## One stream, several policies\n\n" + evidence.source + ": " +
                       std::to_string(length) + " contributions, " +
                       std::to_string(evidence.careless) + " of them from wrong masks, " +
                       std::to_string(evidence.stale) + " stale.\n\n![Published Dice](" + plotName +
                       ")\n\n" + streamTable(evidence.streams);
    if (!evidence.attacks.empty()) {
        text += "\n## Attacks\n\n" + attackTable(evidence.attacks);
    }
    if (!evidence.floodTurns.empty()) {
        text += "\n## One key that floods\n\nOne key had " + std::to_string(evidence.floodCount) +
                " contributions waiting before " + std::to_string(evidence.floodTurns.size()) +
                " other keys sent one each. Theirs were judged at turns";
        for (const std::size_t turn : evidence.floodTurns) {
            text += (turn == evidence.floodTurns.front() ? " " : ", ") + std::to_string(turn);
        }
        text += " of all.\n";
    }
    return text;
}

std::string plotOf(const std::vector<Outcome>& streams) {
    constexpr double width = 760;
    constexpr double height = 360;
    constexpr double margin = 48;
    constexpr std::array colours{"#2f6fde", "#d1495b", "#3c8c5a", "#b8860b", "#7a4fb5", "#555555"};
    const auto steps = static_cast<double>(streams.front().dice.size() - 1);
    const auto x = [&](double step) { return margin + step * (width - 2 * margin) / steps; };
    const auto y = [&](double dice) { return height - margin - dice * (height - 2 * margin); };
    std::string svg = R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 360" )"
                      R"(font-family="Inter, sans-serif" font-size="12">)"
                      "\n<rect width=\"760\" height=\"360\" fill=\"#ffffff\"/>\n";
    for (int tenth = 0; tenth <= 10; tenth += 2) {
        const std::string at = number(y(tenth / 10.0), "%.1f");
        svg += "<line x1=\"48\" x2=\"712\" y1=\"" + at + "\" y2=\"" + at +
               "\" stroke=\"#dddddd\"/><text x=\"20\" y=\"" + at + "\">" +
               number(tenth / 10.0, "%.1f") + "</text>\n";
    }
    for (std::size_t i = 0; i < streams.size(); ++i) {
        const std::string colour = colours[i % colours.size()];
        svg += "<polyline fill=\"none\" stroke-width=\"2\" stroke=\"" + colour + "\" points=\"";
        for (std::size_t step = 0; step < streams[i].dice.size(); ++step) {
            svg += number(x(static_cast<double>(step)), "%.1f") + "," +
                   number(y(streams[i].dice[step]), "%.1f") + " ";
        }
        svg += "\"/>\n<text x=\"" + std::to_string(60 + 110 * static_cast<int>(i)) +
               "\" y=\"24\" fill=\"" + colour + "\">" + streams[i].policy + "</text>\n";
    }
    return svg + "<text x=\"300\" y=\"350\">contributions, in their order</text>\n</svg>\n";
}

std::vector<std::string> shortcomings(const Evidence& evidence) {
    constexpr double mostFall = 0.005;
    constexpr double rounding = 1e-9;
    std::vector<std::string> problems;
    const Outcome* gated = nullptr;
    const Outcome* dafne = nullptr;
    for (const Outcome& one : evidence.streams) {
        gated = one.policy == "gated" ? &one : gated;
        dafne = one.policy == "dafne" ? &one : dafne;
    }
    const auto check = [&](const Outcome& one, const std::string& where) {
        if (one.deepestFall() > mostFall + rounding) {
            problems.push_back(where + ": the published Dice fell " + number(one.deepestFall()) +
                               " below its best");
        }
    };
    if (gated != nullptr) {
        check(*gated, "gated");
        if (gated->last() <= gated->first()) {
            problems.emplace_back("gated: the published Dice does not end higher than it began");
        }
        if (dafne != nullptr && dafne->last() >= gated->last()) {
            problems.emplace_back("dafne does not end below gated");
        }
    }
    for (const AttackRow& row : evidence.attacks) {
        check(row.aloneGated, std::string(toString(row.behaviour)) + ", alone");
        check(row.mixedGated, std::string(toString(row.behaviour)) + ", mixed");
    }
    return problems;
}

} // namespace laurel::replay
