#include "commands.h"

#include "json_reports.h"

namespace laurel {

void runVersion(Console& console) {
    console.result(versionJson(LAUREL_VERSION), "laurel " LAUREL_VERSION);
}

} // namespace laurel
