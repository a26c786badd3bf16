#include "network_options.h"

namespace laurel {

namespace {

constexpr const char* serverHelp = "name, address or id of a known server";

} // namespace

void NetworkOptions::declare(CLI::App& program, const AddCommand& add) {
    declareServer(program, add);
    declareModels(add);
    declareContributions(add);
}

void NetworkOptions::declareServer(CLI::App& program, const AddCommand& add) {
    CLI::App* server = program.add_subcommand("server", "Add, list or remove servers");
    server->require_subcommand(1);
    auto* command = add(server, "add", "Get to know a server and keep its key",
                        [this](Console& c) { runServerAdd(add_, c); });
    command->add_option("url", add_.url, "such as https://laurel.example.org")->required();
    command->add_option("--key-file", add_.keyFile,
                        "file with the key that the server's administrator gave; - for stdin");
    command->add_option("--fingerprint", add_.fingerprint, "that the server's key must have");
    command->add_option("--name", add_.name, "to call it by");
    command->add_option("--ca-file", add_.caFile,
                        "PEM file of the authority that vouches for the server's TLS certificate; "
                        "without: those that the system trusts");
    command->add_flag("--insecure", add_.insecure, "allow plain HTTP to another machine");
    add(server, "list", "List the servers that are known", [](Console& c) { runServerList(c); });
    command = add(server, "remove", "Forget a server and the key to it",
                  [this](Console& c) { runServerRemove(remove_, c); });
    command->add_option("server", remove_.server, serverHelp)->required();
}

void NetworkOptions::declareModels(const AddCommand& add) {
    auto* command = add(nullptr, "models", "List the models of the servers and of this machine",
                        [this](Console& c) { runModels(models_, c); });
    command->add_option("--server", models_.server, serverHelp);
    command = add(nullptr, "pull", "Fetch a version of a model and verify it",
                  [this](Console& c) { runPull(pull_, c); });
    command->add_option("model", pull_.model, "ID, or ID@N for version N")->required();
    command->add_option("--server", pull_.server, serverHelp);
}

void NetworkOptions::declareContributions(const AddCommand& add) {
    auto* command = add(nullptr, "contribute", "Send the weights of a fine-tuned model to a server",
                        [this](Console& c) { runContribute(contribute_, c); });
    command->add_option("--package", contribute_.package, "package that finetune made");
    command->add_option("--base", contribute_.base, "number of the version that was tuned")
        ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000'000}));
    command->add_option("--server", contribute_.server, serverHelp);
    command->add_flag("--wait", contribute_.wait, "until the server has decided");
    command->add_flag("--resume", contribute_.resume, "send what waits in the queue instead");
    command
        ->add_option_function<std::string>(
            "--kind",
            [this](const std::string& name) {
                contribute_.kind = contributionKindNamed(name).value();
            },
            "full weights, or the delta to the base")
        ->check(CLI::IsMember({"full", "delta"}));
    command = add(nullptr, "status", "Ask what became of a contribution; without ID, list all",
                  [this](Console& c) { runStatus(status_, c); });
    command->add_option("id", status_.id, "as contribute printed it");
    command->add_option("--server", status_.server, serverHelp);
}

} // namespace laurel
