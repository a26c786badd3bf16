#include "laurel/imaging/body_side.h"

#include <algorithm>
#include <array>

namespace laurel {

namespace {

struct SideTerms {
    BodySide side;
    std::string_view ending;
    std::string_view word;
    std::string_view code;
    std::string_view meaning;
};

constexpr std::array<SideTerms, 2> sides{{{BodySide::Left, "_L", "left", "7771000", "Left"},
                                          {BodySide::Right, "_R", "right", "24028007", "Right"}}};

const SideTerms& termsOf(BodySide side) {
    return side == BodySide::Left ? sides[0] : sides[1];
}

bool isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Whether the word stands by itself, between anything but ASCII letters.
bool hasWord(std::string_view text, std::string_view word) {
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    for (std::size_t at = lower.find(word); at != std::string::npos;
         at = lower.find(word, at + 1)) {
        const std::size_t end = at + word.size();
        if ((at == 0 || !isLetter(lower[at - 1])) &&
            (end == lower.size() || !isLetter(lower[end]))) {
            return true;
        }
    }
    return false;
}

} // namespace

std::optional<BodySide> sideOf(std::string_view name) {
    for (const SideTerms& terms : sides) {
        if (name.size() > terms.ending.size() && name.ends_with(terms.ending)) {
            return terms.side;
        }
    }
    return std::nullopt;
}

std::string withoutSide(std::string_view name) {
    const auto side = sideOf(name);
    return std::string(name.substr(0, name.size() - (side ? termsOf(*side).ending.size() : 0)));
}

std::string withSide(const std::string& name, BodySide side) {
    const bool tellsOne = sideOf(name) || std::ranges::any_of(sides, [&](const SideTerms& terms) {
                              return hasWord(name, terms.word);
                          });
    return tellsOne ? name : name + std::string(termsOf(side).ending);
}

std::string snomedCodeOf(BodySide side) {
    return std::string(termsOf(side).code);
}

std::string snomedMeaningOf(BodySide side) {
    return std::string(termsOf(side).meaning);
}

std::optional<BodySide> sideOfSnomed(std::string_view code) {
    const auto* const found = std::ranges::find(sides, code, &SideTerms::code);
    return found == sides.end() ? std::nullopt : std::optional(found->side);
}

} // namespace laurel
