#pragma once

/// DCMTK parses and writes objects and decodes run lengths and JPEG; GDCM decodes JPEG-LS and JPEG
/// 2000. Debian builds GDCM with its assertions on, so its parser and its JPEG end the process on
/// damaged files, while DCMTK's return errors.
namespace laurel {

/// To be called before their first use. Both report on std::cerr, also with values from headers:
/// off.
void prepareDicomLibraries();

} // namespace laurel
