#pragma once

#include "laurel/workflow/csv_text.h"

#include <string>
#include <vector>

namespace laurel {

/// Columns of text for a terminal: the first aligned left, the others right, two blanks between.
class TextTable {
  public:
    explicit TextTable(std::vector<std::string> header) : rows_{std::move(header)} {}

    void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
    std::string text() const;

  private:
    std::vector<std::vector<std::string>> rows_;
};

/// What noise in weights promises, in a line without its end.
std::string privacyText(double epsilon, double delta);

} // namespace laurel
