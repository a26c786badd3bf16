#pragma once

#include "laurel/session/workbench.h"
#include "laurel/workflow/case_gallery.h"

#include "cases_panel.h"
#include "models_panel.h"
#include "start_panel.h"

#include <QDate>

/// From what the desks know to what the pages show.
namespace laurel::ui {

StartFacts startFacts(const std::vector<ShelvedModel>& models);
CasesFacts casesFacts(const std::vector<CaseCard>& cards, const QStringList& folders,
                      const QDate& today);
/// @param servers all that are known; @param states what those said that were asked
ModelsFacts modelsFacts(const std::vector<ShelvedModel>& models,
                        const std::optional<ShelvedModel>& chosen,
                        const std::vector<KnownServer>& servers,
                        const std::vector<ServerState>& states);

} // namespace laurel::ui
