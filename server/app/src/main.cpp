#include "admin_command.h"
#include "exit_code.h"
#include "serve_command.h"

#include <CLI/CLI.hpp>

#include <functional>
#include <iostream>

namespace laurel {

namespace {

/// Where the parser puts what it reads.
struct Arguments {
    ServeOptions serve;
    std::filesystem::path adminData;
    std::filesystem::path package;
    bool json = false;
};

void addServe(CLI::App& app, Arguments& arguments, std::function<void()>& command) {
    CLI::App* const serveApp = app.add_subcommand("serve", "Serve until SIGTERM or SIGINT");
    serveApp->add_option("--data", arguments.serve.data, "Folder of the server's data")->required();
    serveApp->add_option("--config", arguments.serve.config, "TOML file");
    serveApp->add_option("--listen", arguments.serve.listen,
                         "HOST:PORT; port 0 takes any free one (default 127.0.0.1:8750)");
    serveApp->callback([&] { command = [&] { serve(arguments.serve); }; });
}

void addAdmin(CLI::App& app, Arguments& arguments, std::function<void()>& command) {
    CLI::App* const admin = app.add_subcommand("admin", "Administer the data of a server");
    admin->add_option("--data", arguments.adminData, "Folder of the server's data")->required();
    admin->require_subcommand(1);
    CLI::App* const model = admin->add_subcommand("model", "Published models");
    model->require_subcommand(1);

    CLI::App* const publish =
        model->add_subcommand("publish", "Publish a package folder as the model's next version");
    publish->add_option("FOLDER", arguments.package, "manifest.json, weights.safetensors, ...")
        ->required();
    publish->add_flag("--json", arguments.json, "Print one JSON document");
    publish->callback([&] {
        command = [&] { publishModel(arguments.adminData, arguments.package, arguments.json); };
    });

    CLI::App* const list = model->add_subcommand("list", "List models and current versions");
    list->add_flag("--json", arguments.json, "Print one JSON document");
    list->callback([&] { command = [&] { listModels(arguments.adminData, arguments.json); }; });
}

int run(const std::function<void()>& command) {
    try {
        command();
        return 0;
    } catch (const Error& error) {
        std::cerr << "laurel-server: " << error.what() << '\n';
        return exitCodeOf(error.code());
    } catch (const std::exception& error) {
        std::cerr << "laurel-server: internal error: " << error.what() << '\n';
        return 1;
    }
}

int runProgram(int argc, char** argv) {
    CLI::App app("Laurel server: publishes versions of models, signed");
    app.set_version_flag("--version", LAUREL_VERSION);
    app.require_subcommand(1);
    Arguments arguments;
    std::function<void()> command;
    addServe(app, arguments, command);
    addAdmin(app, arguments, command);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& stop) {
        return app.exit(stop) == 0 ? 0 : wrongUsage;
    }
    return run(command);
}

} // namespace

} // namespace laurel

int main(int argc, char** argv) {
    return laurel::runProgram(argc, argv);
}
