#include "admin_parser.h"

#include "admin_command.h"

#include "laurel/base/error.h"

#include <memory>
#include <string>

namespace laurel {

namespace {

/// Where the parser puts what it reads.
struct Arguments {
    std::filesystem::path data;
    std::filesystem::path path;
    std::string id;
    std::string role = "contributor";
    KeyRequest key;
    GoldAddition gold;
    std::int64_t number = 0;
    bool withKeys = false;
    bool json = false;
};

/// The commands of one group, such as `admin key`; each leaves in `command` what is to be done.
class Group {
  public:
    Group(CLI::App& app, std::shared_ptr<Arguments> arguments, std::function<void()>& command)
        : app_(app), arguments_(std::move(arguments)), command_(command) {
        app_.require_subcommand(1);
    }

    template <typename Action>
    CLI::App* add(const std::string& name, const std::string& help, Action action) {
        CLI::App* const added = app_.add_subcommand(name, help);
        added->add_flag("--json", arguments_->json, "Print one JSON document");
        added->callback([arguments = arguments_, action, &command = command_] {
            command = [arguments, action] { action(*arguments); };
        });
        return added;
    }

    Group group(const std::string& name, const std::string& help) {
        return {*app_.add_subcommand(name, help), arguments_, command_};
    }

    Arguments& arguments() { return *arguments_; }

  private:
    CLI::App& app_;
    std::shared_ptr<Arguments> arguments_;
    std::function<void()>& command_;
};

void addKeyCommands(Group keys) {
    Arguments& arguments = keys.arguments();
    CLI::App* const add = keys.add("add", "Make a key; it is printed once", [](Arguments& a) {
        a.key.role = *roleNamed(a.role);
        addKey(a.data, a.key, a.json);
    });
    add->add_option("--name", arguments.key.name, "Whose it is, such as the site")->required();
    add->add_option("--role", arguments.role, "reader, contributor or admin")
        ->check(CLI::IsMember({"reader", "contributor", "admin"}));
    add->add_option("--models", arguments.key.models, "Ids of models; without: all")
        ->delimiter(',');
    add->add_option("--expires-days", arguments.key.expiresDays,
                    "From now on, after which the key is of no use; without: never")
        ->check(CLI::Range(1, 36'500));
    keys.add("list", "List keys, without the keys themselves",
             [](Arguments& a) { listKeys(a.data, a.json); });
    CLI::App* const revoke = keys.add("revoke", "Make a key useless, at once and for ever",
                                      [](Arguments& a) { revokeKey(a.data, a.id, a.json); });
    revoke->add_option("ID", arguments.id, "As `key list` shows it")->required();
}

void addSigningKeyCommands(Group signing) {
    signing.add("rotate", "Sign with a new key from now on; the old one signs that it follows",
                [](Arguments& a) { rotateKey(a.data, a.json); });
    signing.add("show", "Fingerprints of the key that signs, and of those that did",
                [](Arguments& a) { showSigningKeys(a.data, a.json); });
}

void addModelCommands(Group models) {
    Arguments& arguments = models.arguments();
    CLI::App* const publish =
        models.add("publish", "Publish a package folder as the model's next version",
                   [](Arguments& a) { publishModel(a.data, a.path, a.json); });
    publish->add_option("FOLDER", arguments.path, "manifest.json, weights.safetensors, ...")
        ->required();
    models.add("list", "List models and current versions",
               [](Arguments& a) { listModels(a.data, a.json); });
    CLI::App* const rollback =
        models.add("rollback", "Publish the files of an earlier version as the next one",
                   [](Arguments& a) { rollBackModel(a.data, a.id, a.number, a.json); });
    rollback->add_option("MODEL", arguments.id, "Id of the model")->required();
    rollback->add_option("NUMBER", arguments.number, "Of the earlier version")
        ->required()
        ->check(CLI::PositiveNumber);
}

void addGoldCommands(Group gold) {
    Arguments& arguments = gold.arguments();
    CLI::App* const add =
        gold.add("add", "Add a case with trusted masks, by which contributions are judged",
                 [](Arguments& a) { addGold(a.data, a.gold, a.json); });
    add->add_option("MODEL", arguments.gold.model, "Id of the model")->required();
    add->add_option("IMAGE", arguments.gold.image, "Any image file but DICOM")->required();
    add->add_option("LABELS", arguments.gold.labels, "Label map on the image's grid")->required();
    add->add_option("--group", arguments.gold.group, "Tag, such as the sequence");
    add->add_option("--rename", arguments.gold.renames,
                    "NAME=NEW: what the labels call NAME is called NEW");
    CLI::App* const list = gold.add("list", "List the cases of a model",
                                    [](Arguments& a) { listGold(a.data, a.id, a.json); });
    list->add_option("MODEL", arguments.id, "Id of the model")->required();
    CLI::App* const remove = gold.add("remove", "Remove a case and its pixels",
                                      [](Arguments& a) { removeGold(a.data, a.id, a.json); });
    remove->add_option("CASE", arguments.id, "As `gold list` shows it")->required();
}

void addStoreCommands(Group& admin) {
    Arguments& arguments = admin.arguments();
    CLI::App* const backup =
        admin.add("backup", "Copy everything into a new folder, beside a running server",
                  [](Arguments& a) { backUp(a.data, a.path, a.withKeys, a.json); });
    backup->add_option("FOLDER", arguments.path, "To be made")->required();
    backup->add_flag("--with-keys", arguments.withKeys,
                     "Also the private key and the secret of the access keys");
    CLI::App* const restoring = admin.add("restore", "Fill an empty data folder from a backup",
                                          [](Arguments& a) { restore(a.data, a.path, a.json); });
    restoring->add_option("FOLDER", arguments.path, "The backup")->required();
    admin.add("verify", "Check every digest, signature and record", [](Arguments& a) {
        if (!verify(a.data, a.json)) {
            throw Error(ErrorCode::Internal, "the data do not agree; see the list");
        }
    });
    CLI::App* const usage = admin.add("usage", "What sites reported of a model, by version",
                                      [](Arguments& a) { printUsage(a.data, a.id, a.json); });
    usage->add_option("MODEL", arguments.id, "Id of the model")->required();
    CLI::App* const audit = admin.add("audit", "Print who did what",
                                      [](Arguments& a) { printAudit(a.data, a.number, a.json); });
    audit->add_option("--after", arguments.number, "Only entries with greater numbers")
        ->check(CLI::NonNegativeNumber);
}

} // namespace

void addAdminCommands(CLI::App& app, std::function<void()>& command) {
    CLI::App* const adminApp = app.add_subcommand("admin", "Administer the data of a server");
    const auto arguments = std::make_shared<Arguments>();
    adminApp->add_option("--data", arguments->data, "Folder of the server's data")->required();
    Group admin(*adminApp, arguments, command);
    addKeyCommands(admin.group("key", "Access keys"));
    addSigningKeyCommands(admin.group("signing-key", "The key that signs versions"));
    addModelCommands(admin.group("model", "Published models"));
    addGoldCommands(admin.group("gold", "Cases by which contributions are judged"));
    addStoreCommands(admin);
}

} // namespace laurel
