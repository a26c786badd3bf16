#include "evidence.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace laurel::replay {

namespace {

constexpr double width = 760;
constexpr double height = 360;
constexpr double left = 56;
constexpr double right = 20;
constexpr double top = 44;
constexpr double bottom = 44;
constexpr const char* gatedColour = "#1B7F5C";
constexpr const char* dafneColour = "#C2571A";

/// From contributions and Dice to the picture's own units.
class Frame {
  public:
    Frame(double contributions, double lowest, double highest)
        : contributions_(contributions), lowest_(lowest), highest_(highest) {}

    double x(double contribution) const {
        return left + contribution / contributions_ * (width - left - right);
    }
    double y(double dice) const {
        return top + (highest_ - dice) / (highest_ - lowest_) * (height - top - bottom);
    }
    double lowest() const { return lowest_; }
    double highest() const { return highest_; }
    double contributions() const { return contributions_; }

  private:
    double contributions_;
    double lowest_;
    double highest_;
};

std::string formatted(const char* pattern, double a, double b) {
    char text[160];
    std::snprintf(text, sizeof text, pattern, a, b);
    return text;
}

std::string textAt(double x, double y, const std::string& anchor, const std::string& content) {
    return formatted("<text x=\"%.1f\" y=\"%.1f\"", x, y) + " text-anchor=\"" + anchor + "\">" +
           content + "</text>\n";
}

std::string grid(const Frame& frame) {
    std::string svg;
    const auto tenths =
        static_cast<int>(std::floor((frame.highest() - frame.lowest()) * 10 + 1e-6));
    for (int tenth = 0; tenth <= tenths; ++tenth) {
        const double dice = frame.lowest() + 0.1 * tenth;
        svg += formatted("<path d=\"M%.1f %.1f", left, frame.y(dice)) +
               formatted("H%.1f\" stroke=\"#D9DEE3\" fill=\"none\"/>\n%.0s", width - right, 0);
        svg += textAt(left - 8, frame.y(dice) + 4, "end", formatted("%.1f%.0s", dice, 0));
    }
    const int step = frame.contributions() > 60 ? 20 : 10;
    for (int at = 0; at <= static_cast<int>(frame.contributions()); at += step) {
        svg += textAt(frame.x(at), height - bottom + 18, "middle", std::to_string(at));
    }
    svg += textAt(left + (width - left - right) / 2, height - 8, "middle", "contributions");
    return svg;
}

/// A step after each contribution. @param which of the two Dice
std::string curve(const Frame& frame, double began, const StreamRun& run,
                  double ReplayedDeed::*which, const std::string& style) {
    std::string path = formatted("M%.1f %.1f", frame.x(0), frame.y(began));
    double at = 0;
    for (const ReplayedDeed& deed : run.deeds) {
        ++at;
        path += formatted("H%.1fV%.1f", frame.x(at), frame.y(deed.*which));
    }
    return "<path d=\"" + path + "\" fill=\"none\" " + style + "/>\n";
}

/// What came: hollow where it is harmless, filled where it is not.
std::string candidates(const Frame& frame, const StreamRun& run) {
    std::string svg;
    double at = 0;
    for (const ReplayedDeed& deed : run.deeds) {
        ++at;
        if (!deed.outcome.candidateDice) {
            continue;
        }
        const double dice = std::max(*deed.outcome.candidateDice, frame.lowest());
        svg += formatted("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.2\"", frame.x(at), frame.y(dice));
        svg += isHarmless(deed.planned.kind) ? " fill=\"none\" stroke=\"#8A939C\"/>\n"
                                             : " fill=\"#8A939C\"/>\n";
    }
    return svg;
}

std::string legend() {
    const auto entry = [](double x, const char* colour, const std::string& text) {
        return formatted("<path d=\"M%.0f %.0fh22\"", x, 22) + " stroke=\"" + colour +
               "\" stroke-width=\"2.4\"/>\n" + textAt(x + 28, 26, "start", text);
    };
    return entry(left, gatedColour, "gated") + entry(left + 100, dafneColour, "dafne") +
           textAt(left + 200, 26, "start",
                  "dashed: unseen cases · dots: candidates, filled where harmful");
}

} // namespace

std::string replayPlot(const StreamRun& gated, const StreamRun& dafne) {
    double highest = 0;
    for (const StreamRun* run : {&gated, &dafne}) {
        for (const ReplayedDeed& deed : run->deeds) {
            highest = std::max({highest, deed.published, deed.unseen});
        }
    }
    const Frame frame(static_cast<double>(std::max<std::size_t>(gated.deeds.size(), 1)), 0.3,
                      highest > 0.8 ? 0.9 : 0.8);
    std::string svg =
        formatted("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" ", width,
                  height) +
        "font-family=\"Inter, sans-serif\" font-size=\"12\" fill=\"#2A3138\">\n"
        "<title>Published mean Dice on the gold cases under two policies</title>\n"
        "<path d=\"M0 0H760V360H0Z\" fill=\"#FFFFFF\"/>\n";
    svg += grid(frame) + candidates(frame, gated) + legend();
    for (const StreamRun* run : {&gated, &dafne}) {
        const std::string colour =
            std::string("stroke=\"") + (run == &gated ? gatedColour : dafneColour) + "\" ";
        svg += curve(frame, run->beganUnseen, *run, &ReplayedDeed::unseen,
                     colour + "stroke-width=\"1\" stroke-dasharray=\"3 3\"");
        svg += curve(frame, run->began, *run, &ReplayedDeed::published,
                     colour + "stroke-width=\"2.4\"");
    }
    return svg + "</svg>\n";
}

} // namespace laurel::replay
