#pragma once

#include "laurel/json/field_reader.h"

#include <string_view>

namespace laurel {

/// One to three numbers with dots between, such as "1.13" or "2.6.0".
bool isVersion(std::string_view text);

/// Takes the field "format", which must be `supported`, such as "laurel-model/1".
/// @throws Error Unsupported for another version of the same format, else InvalidInput
void requireFormat(FieldReader& fields, std::string_view supported);

} // namespace laurel
