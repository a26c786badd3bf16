#include "laurel/synthesis/muscles.h"

#include <array>

namespace laurel {

namespace {

// Colours: chosen so that muscles that touch stay apart for colour-blind eyes too.
constexpr std::array<Muscle, 6> legTable{{
    {"Soleus", "SOL", {0x74, 0x80, 0xED}},
    {"Gastrocnemius medialis", "GM", {0x7D, 0xE3, 0xF1}},
    {"Gastrocnemius lateralis", "GL", {0x3E, 0xB8, 0xFB}},
    {"Tibialis anterior", "TA", {0xD1, 0x9D, 0x12}},
    {"Extensor digitorum longus", "EDL", {0xF8, 0xD5, 0x52}},
    {"Peroneus", "PER", {0xF6, 0x81, 0x9A}},
}};

constexpr std::array<Muscle, 12> thighTable{{
    {"Vastus lateralis", "VL", {0xC0, 0x9A, 0x5A}},
    {"Vastus medialis", "VM", {0xEA, 0x7D, 0x87}},
    {"Vastus intermedius", "VI", {0xAA, 0x7A, 0x0F}},
    {"Rectus femoris", "RF", {0xD6, 0x4B, 0x7B}},
    {"Sartorius", "SAR", {0xA3, 0x93, 0x17}},
    {"Gracilis", "GRA", {0x7C, 0xE6, 0xA7}},
    {"Adductor magnus", "AM", {0xB8, 0xB4, 0x38}},
    {"Adductor longus", "AL", {0x04, 0xB8, 0xCA}},
    {"Semimembranosus", "SM", {0x4D, 0x79, 0xF3}},
    {"Semitendinosus", "ST", {0x98, 0x9B, 0xFD}},
    {"Biceps femoris long head", "BFL", {0xD4, 0xBC, 0xFF}},
    {"Biceps femoris short head", "BFS", {0x96, 0x7C, 0xE1}},
}};

} // namespace

std::span<const Muscle> musclesOf(Limb limb) noexcept {
    if (limb == Limb::Leg) {
        return legTable;
    }
    return thighTable;
}

std::string sidedName(std::string_view muscle, Side side) {
    return std::string(muscle) + (side == Side::Left ? "_L" : "_R");
}

void addMuscleSegments(LabelMap& labels, Limb limb, Side side, std::uint16_t firstValue) {
    std::uint16_t value = firstValue;
    for (const Muscle& muscle : musclesOf(limb)) {
        labels.addSegment({.name = sidedName(muscle.name, side),
                           .value = value++,
                           .layer = 0,
                           .abbreviation = std::string(muscle.abbreviation),
                           .color = muscle.color,
                           .snomed = {}});
    }
}

} // namespace laurel
