#pragma once

#include "laurel/server_api/http_message.h"

#include <httplib.h>
#include <string>

/// How answers are put into words, by the library and without it.
namespace laurel {

void fill(httplib::Response& to, const HttpResponse& from);

/// What the library added to the headers of an answer, set right. To be called when it has.
void correctHeaders(httplib::Response& answer, const HttpResponse& from);

/// A whole answer for which the library is not needed: the last one of a connection.
std::string lastAnswer(const HttpResponse& response);

} // namespace laurel
