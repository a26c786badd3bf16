#pragma once

#include "slice_header.h"

namespace laurel {

/// Whether two values of a trait are the same, and their order: as numbers where both are.
bool traitLess(const std::string& a, const std::string& b);

/// For people: "echo 2 (TE 4.6 ms)", "b 500", "water".
/// @param values all the values that the trait has in the series, ascending
/// @param first a slice that has the one in question
/// @param rank which of the values that is, from 0
std::string traitLabel(Trait trait, const std::vector<std::string>& values,
                       const SliceHeader& first, std::size_t rank);

} // namespace laurel
