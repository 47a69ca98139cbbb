// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/flags.h"

#include <cstdint>
#include <string>
#include <utility>

#include "CLI/CLI.hpp"

namespace disclosure {
namespace {

class Parser {
 public:
  explicit Parser(const std::string& version) {
    app_.name("disclosured");
    app_.description(
        "Takes annual reports on open government information, adds them up,\n"
        "answers questions: all services in one process, or one of them.\n"
        "受理、汇总、查询政府信息公开工作年度报告。");
    app_.set_version_flag("--version", version,
                          "Version, revision, catalogue fingerprint / 版本");
    AddTarget();
    AddAddresses();
    AddTls();
    AddFsck();
    AddRestore();
  }

  std::variant<CommandLine, int> Parse(int argc, char** argv) {
    try {
      app_.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      // Help and version end well; everything else is a wrong call.
      return app_.exit(error) == 0 ? kExitDone : kExitWrongCall;
    }
    CommandLine line;
    line.log_level = *server::ParseLogLevel(log_level_);
    if (fsck_->parsed()) {
      line.action = CommandLine::Action::kFsck;
      line.suite.data_dir = fsck_folder_;
      return line;
    }
    if (restore_->parsed()) {
      line.action = CommandLine::Action::kRestore;
      line.restore = std::move(restore_call_);
      return line;
    }
    if (check_config_) line.action = CommandLine::Action::kCheckConfig;
    options_.target = *ParseTarget(target_);
    if (options_.server.listen_address.empty()) {
      options_.server.listen_address = DefaultListenAddress(options_.target);
    }
    if (admin_->count() == 0) {
      options_.server.admin_address = DefaultAdminAddress(options_.target);
    }
    if (options_.server.admin_address == "none") {
      options_.server.admin_address.clear();
    }
    line.suite = std::move(options_);
    return line;
  }

 private:
  void AddTarget() {
    app_.add_option("--target", target_, "What to run / 运行哪些服务")
        ->check(CLI::IsMember({"all", "ingest", "aggregate", "query"}))
        ->capture_default_str();
    app_.add_option("--data-dir", options_.data_dir,
                    "Data folder; made if it is not there (query keeps "
                    "nothing) / 数据目录")
        ->type_name("DIR");
    app_.add_option("--backup-dir", options_.backup_dir,
                    "Where ingest writes backups, on another disk than the "
                    "data; without it none can be made / 备份目录")
        ->type_name("DIR");
    app_.add_option("--log-name", options_.log_name,
                    "Name of the log of changes, for people; main if it is "
                    "new / 变更日志名称")
        ->type_name("NAME");
    app_.add_option("--log-level", log_level_,
                    "Least weight of a line on standard error / 日志级别")
        ->check(CLI::IsMember({"debug", "info", "warning", "error"}))
        ->capture_default_str();
    app_.add_flag("--check-config", check_config_,
                  "Check flags, TLS files and data folder; start nothing / "
                  "只检查配置");
  }

  CLI::Option* AddAddress(const std::string& flag, std::string* address,
                          const std::string& help) {
    return app_.add_option(flag, *address, help)->type_name("HOST:PORT");
  }

  void AddAddresses() {
    // Set by Parse() where the flag is not given: it depends on the target.
    options_.server.listen_address.clear();
    AddAddress("--listen", &options_.server.listen_address,
               "gRPC address; 127.0.0.1:17000, of one target 17001, 17002, "
               "17003 / 服务地址");
    admin_ = AddAddress("--admin-listen", &options_.server.admin_address,
                        "Metrics and probes; 127.0.0.1:17090, of one target "
                        "17091, 17092, 17093; none / 管理地址");
    AddAddress("--ingest", &options_.ingest,
               "Where ingest is (aggregate, query) / 受理服务地址");
    AddAddress("--aggregate", &options_.aggregate,
               "Where aggregate is (query) / 汇总服务地址");
    app_.add_option("--max-connections", options_.server.max_connections,
                    "Connections open at a time; one more is closed at once / "
                    "同时连接数上限")
        ->capture_default_str();
  }

  void AddPem(const std::string& flag, std::string* path,
              const std::string& help) {
    app_.add_option(flag, *path, help)->type_name("FILE");
  }

  void AddTls() {
    AddPem("--tls-cert", &options_.server.tls_cert,
           "Certificate of this server (PEM) / 服务证书");
    AddPem("--tls-key", &options_.server.tls_key, "Its key / 服务私钥");
    AddPem("--tls-client-ca", &options_.server.tls_client_ca,
           "Authority of the clients; each must show a certificate / "
           "客户端证书的签发机构");
    app_.add_flag("--insecure", options_.server.insecure,
                  "Let others reach this server without TLS: for a trial on a "
                  "closed network only / 允许无 TLS 对外监听（仅限试用）");
    AddPem("--client-tls-ca", &options_.client.tls_ca,
           "Authority of ingest and aggregate; turns TLS to them on / "
           "上游服务证书的签发机构");
    AddPem("--client-tls-cert", &options_.client.tls_cert,
           "Certificate shown to them / 向上游出示的证书");
    AddPem("--client-tls-key", &options_.client.tls_key, "Its key / 其私钥");
  }

  void AddFsck() {
    app_.require_subcommand(0, 1);
    fsck_ = app_.add_subcommand(
        "fsck", "Examine the data folder of a stopped service / 检查数据目录");
    fsck_->add_option("--data-dir", fsck_folder_, "Data folder / 数据目录")
        ->type_name("DIR")
        ->required();
  }

  void AddRestore() {
    restore_ = app_.add_subcommand(
        "restore", "Make an empty data folder anew from a backup / 从备份恢复");
    restore_
        ->add_option("--from", restore_call_.from, "Backup folder / 备份目录")
        ->type_name("DIR")
        ->required();
    CLI::Option* list =
        restore_->add_flag("--list", restore_call_.list,
                           "Show what is in it, restore nothing / 列出备份");
    restore_
        ->add_option("--backup", restore_call_.backup,
                     "Which one; without it the newest / 备份编号")
        ->check(CLI::Range(int64_t{1}, int64_t{UINT32_MAX}))
        ->type_name("ID");
    CLI::Option* data =
        restore_
            ->add_option("--data-dir", restore_call_.data_dir,
                         "Data folder; its folder ingest must be empty / "
                         "数据目录")
            ->type_name("DIR");
    restore_
        ->add_option("--log-name", restore_call_.log_name,
                     "Another name of the log, for people / 变更日志名称")
        ->type_name("NAME");
    restore_->callback([list, data] {
      if (list->count() == 0 && data->count() == 0) {
        throw CLI::RequiredError("--data-dir");
      }
    });
  }

  CLI::App app_;
  CLI::App* fsck_ = nullptr;
  CLI::App* restore_ = nullptr;
  RestoreCall restore_call_;
  CLI::Option* admin_ = nullptr;
  std::string target_ = "all";
  std::string log_level_ = "info";
  std::string fsck_folder_;
  bool check_config_ = false;
  SuiteOptions options_;
};

}  // namespace

std::variant<CommandLine, int> ParseFlags(int argc, char** argv,
                                          const std::string& version) {
  return Parser(version).Parse(argc, argv);
}

}  // namespace disclosure
