// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Long because: every command's words stand here, so that one file alone pays
// for CLI11 and the help is written in one voice.

#include "cli/flags.h"

#include <functional>
#include <iostream>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "base/build_info.h"
#include "cli/commands.h"

namespace disclosure::cli {
namespace {

// The language of help, which is printed before flags are parsed.
Language LanguageOfArguments(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    std::optional<Language> language;
    if (word == "--lang" && i + 1 < argc) language = ParseLanguage(argv[i + 1]);
    if (word.starts_with("--lang=")) language = ParseLanguage(word.substr(7));
    if (language) return *language;
  }
  return LanguageOfEnvironment();
}

class CommandLine {
 public:
  CommandLine(Language language, const form::Catalog& catalog)
      : language_(language), catalog_(catalog) {
    globals_.language = language;
    app_.name("disclosure");
    app_.description(Say("政府信息公开工作年度报告：报送、核对、汇总、查询",
                         "Annual reports on open government information: "
                         "submit, check, add up, ask"));
    app_.require_subcommand(1);
    app_.fallthrough();
    app_.set_version_flag("--version",
                          "disclosure " + base::BuildVersion() + " (" +
                              base::BuildRevision() + ") catalogue " +
                              catalog.fingerprint(),
                          Say("版本", "Version"));
    AddGlobals();
    AddOffline();
    AddDocuments();
    AddExport();
    AddFiling();
    AddReading();
    AddOperating();
  }

  int Run(int argc, char** argv) {
    try {
      app_.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      // Help and version end well; everything else is a wrong call.
      return app_.exit(error) == 0 ? kDone : kCallWrong;
    }
    static const std::map<std::string, Format> kFormats = {
        {"table", Format::kTable}, {"json", Format::kJson},
        {"csv", Format::kCsv},     {"docx", Format::kDocx},
        {"html", Format::kHtml},   {"xlsx", Format::kXlsx}};
    globals_.format = kFormats.at(format_);
    if (globals_.format > Format::kCsv && !app_.got_subcommand("export")) {
      std::cerr << Say("--format " + format_ +
                           " 只用于 disclosure export；其他命令用 table、json "
                           "或 csv。",
                       "--format " + format_ +
                           " is for disclosure export; other commands have "
                           "table, json and csv.")
                << std::endl;
      return kCallWrong;
    }
    globals_.timeout = absl::Seconds(timeout_seconds_);
    auto session = Session::Create(globals_, catalog_);
    if (!session.ok()) {
      std::cerr << Describe(language_, session.status()) << std::endl;
      return kCallWrong;
    }
    return run_(**session);
  }

 private:
  std::string Say(std::string_view zh, std::string_view en) const {
    return Pick(language_, zh, en);
  }

  CLI::App* Command(CLI::App* parent, const std::string& name,
                    std::string_view zh, std::string_view en,
                    std::function<int(Session&)> run) {
    CLI::App* command = parent->add_subcommand(name, Say(zh, en));
    if (run) {
      command->callback([this, run = std::move(run)] { run_ = run; });
    }
    return command;
  }

  void AddGlobals() {
    app_.add_option("--server", globals_.server,
                    Say("服务地址", "Server that answers all calls"))
        ->envname("DISCLOSURE_SERVER")
        ->type_name("HOST:PORT")
        ->capture_default_str();
    const auto apart = [&](const char* flag, const char* variable,
                           std::string* address, const char* zh,
                           const char* en) {
      app_.add_option(flag, *address, Say(zh, en))
          ->envname(variable)
          ->type_name("HOST:PORT");
    };
    apart("--ingest", "DISCLOSURE_INGEST", &globals_.ingest,
          "受理服务地址（分开部署时）", "Ingest, where it is apart");
    apart("--aggregate", "DISCLOSURE_AGGREGATE", &globals_.aggregate,
          "汇总服务地址（分开部署时）", "Aggregate, where it is apart");
    apart("--query", "DISCLOSURE_QUERY", &globals_.query,
          "查询服务地址（分开部署时）", "Query, where it is apart");
    const auto pem = [&](const char* flag, const char* variable,
                         std::string* path, const char* zh, const char* en) {
      app_.add_option(flag, *path, Say(zh, en))
          ->envname(variable)
          ->type_name("FILE");
    };
    pem("--tls-ca", "DISCLOSURE_TLS_CA", &globals_.tls_ca,
        "服务证书的签发机构（启用 TLS）",
        "Authority of the server; turns TLS on");
    pem("--tls-cert", "DISCLOSURE_TLS_CERT", &globals_.tls_cert, "本人证书",
        "Certificate of the client");
    pem("--tls-key", "DISCLOSURE_TLS_KEY", &globals_.tls_key, "本人私钥",
        "Key of the client");
    app_.add_option("--format", format_, Say("输出格式", "Format of output"))
        ->check(CLI::IsMember({"table", "json", "csv", "docx", "html", "xlsx"}))
        ->capture_default_str();
    app_.add_option("-o,--output", globals_.output,
                    Say("写入文件", "Write to this file"))
        ->type_name("FILE");
    app_.add_option("--lang", lang_, Say("语言", "Language"))
        ->check(CLI::IsMember({"zh", "en"}));
    app_.add_option("--timeout", timeout_seconds_,
                    Say("每次调用最多等待的秒数", "Seconds a call may take"))
        ->check(CLI::Range(1, 3600))
        ->capture_default_str();
  }

  void AddYear(CLI::App* command, int* year, bool required) {
    auto* option = command->add_option("--year", *year,
                                       Say("报告年度", "Year reported on"));
    option->check(CLI::Range(1900, 9999));
    if (required) option->required();
  }

  void AddReportName(CLI::App* command, ReportName* name) {
    command
        ->add_option("--office", name->office,
                     Say("填报单位编号或名称", "Office, by id or name"))
        ->required();
    AddYear(command, &name->year, true);
    command->add_flag(
        "--area", name->area,
        Say("本地区（全口径）报告", "The report on the whole area"));
  }

  void AddRegionQuery(CLI::App* command, RegionQuery* query) {
    command
        ->add_option("--region", query->region,
                     Say("地区编号或名称", "Region, by code or name"))
        ->required();
    AddYear(command, &query->year, true);
    command->add_option("--line", query->line, Say("条线", "Line of work"));
    AddAfter(command, &query->after);
  }

  void AddAfter(CLI::App* command, std::string* after) {
    command
        ->add_option("--after", *after,
                     Say("等到包含此数据序号（如 main:5）",
                         "Wait until this position is included (main:5)"))
        ->type_name("POSITION");
  }

  void AddGlobs(CLI::App* command, std::vector<std::string>* figures) {
    command
        ->add_option("--figures", *figures,
                     Say("只看这些指标，如 'requests.*.total'",
                         "Only these figures, e.g. 'requests.*.total'"))
        ->type_name("GLOB");
  }

  // Commands that need no server.
  void AddOffline() {
    CLI::App* form =
        Command(&app_, "form", "指标目录；--blank 输出空白表",
                "The catalogue of figures; --blank for a blank to fill in",
                [this](Session& session) { return RunForm(session, form_); });
    form->add_option("--edition", form_.edition, Say("版本", "Edition"))
        ->check(CLI::IsMember({2019, 2021}));
    form->add_flag("--blank", form_.blank,
                   Say("空白表（CSV）", "A blank table as CSV"));

    AddTemplate();

    CLI::App* check =
        Command(&app_, "check", "核对报告文件", "Check report files",
                [this](Session& session) { return RunCheck(session, check_); });
    check
        ->add_option("files", check_.files, Say("文件或目录", "Files, folders"))
        ->required();
    check->add_flag("--offline", check_.offline,
                    Say("不询问服务", "Do not ask a server"));

    CLI::App* confirm = Command(
        &app_, "confirm", "说明疑问：把原因写入报告文件",
        "Confirm a question: write the reason into the report file",
        [this](Session& session) { return RunConfirm(session, confirm_); });
    confirm
        ->add_option("file", confirm_.file,
                     Say("报告文件（.json）", "Report file (.json)"))
        ->required();
    confirm
        ->add_option("--rule", confirm_.rule,
                     Say("疑问的规则", "Rule of the question"))
        ->required();
    confirm
        ->add_option("--cell", confirm_.cells,
                     Say("疑问的单元格；不写为该规则的全部疑问",
                         "Cell of the question; without it all of the rule"))
        ->type_name("PATH");
    confirm
        ->add_option("--reason", confirm_.reason,
                     Say("数字无误的原因", "Why the figures are right"))
        ->required();
  }

  void AddDocuments() {
    CLI::App* import = Command(
        &app_, "import",
        "读入文档（Word、表格、网页、PDF、文本），生成报告文件",
        "Read documents (Word, spreadsheet, web page, PDF, text) into report "
        "files",
        [this](Session& session) { return RunImport(session, import_); });
    import
        ->add_option("files", import_.files,
                     Say("文件、目录或通配符", "Files, folders, patterns"))
        ->required();
    import
        ->add_option("--office", import_.office,
                     Say("填报单位编号", "Office, by id"))
        ->type_name("ID");
    AddYear(import, &import_.year, false);
    CLI::Option* own =
        import->add_flag("--own", import_.own,
                         Say("本机关报告", "Reports on the bodies themselves"));
    import
        ->add_flag("--area", import_.area,
                   Say("本地区（全口径）报告", "Reports on whole areas"))
        ->excludes(own);
    import
        ->add_option("--registry", import_.registry,
                     Say("登记表文件（不询问服务）",
                         "Registry files, instead of asking the service"))
        ->type_name("CSV");
  }

  void AddExport() {
    CLI::App* command =
        Command(&app_, "export",
                "按官方表式导出（--format docx、html、xlsx、csv、json）",
                "The official form (--format docx, html, xlsx, csv, json)",
                [this](Session& session) {
                  export_.query.year = export_.report.year;
                  return RunExport(session, export_);
                });
    CLI::Option_group* of = command->add_option_group("of");
    CLI::Option* office =
        of->add_option("--office", export_.report.office,
                       Say("填报单位编号或名称", "Office, by id or name"));
    CLI::Option* region = of->add_option(
        "--region", export_.query.region,
        Say("地区编号或名称：汇总", "Region, by code or name: its total"));
    of->add_option("--file", export_.files,
                   Say("报告文件或目录（不询问服务）",
                       "Report files or folders; no server is asked"))
        ->type_name("FILE");
    of->require_option(1);
    AddYear(command, &export_.report.year, false);
    command
        ->add_flag("--area", export_.report.area,
                   Say("本地区（全口径）报告", "The report on the whole area"))
        ->needs(office);
    command->add_option("--revision", export_.revision, Say("版次", "Revision"))
        ->needs(office);
    command
        ->add_option("--line", export_.query.line, Say("条线", "Line of work"))
        ->needs(region);
    command
        ->add_flag("--own", export_.own,
                   Say("只看本级", "The region's own offices only"))
        ->needs(region);
    CLI::Option* children =
        command
            ->add_flag("--children", export_.children,
                       Say("各下级地区各一份（CSV 为一行）",
                           "One for each child region; in CSV one line"))
            ->needs(region);
    command
        ->add_flag("--offices", export_.offices,
                   Say("各份报告各一份（CSV 为一行）",
                       "One for each report; in CSV one line"))
        ->needs(region)
        ->excludes(children);
    command->add_flag("--labels", export_.labels,
                      Say("CSV 表头用印刷名称", "Printed labels as CSV heads"));
    AddAfter(command, &export_.query.after);
  }

  void AddTemplate() {
    CLI::App* blank = Command(
        &app_, "template", "空白表（XLSX）：一个单位，或全部未报单位",
        "Blank forms (XLSX): of one office, or of all that have not filed",
        [this](Session& session) { return RunTemplate(session, template_); });
    blank
        ->add_option("--edition", template_.edition,
                     Say("版本（不填则按年度）", "Edition; else by the year"))
        ->check(CLI::IsMember({2019, 2021}));
    auto* office =
        blank->add_option("--office", template_.report.office,
                          Say("填报单位编号或名称", "Office, by id or name"));
    blank
        ->add_option("--name", template_.name,
                     Say("单位名称（不询问服务）",
                         "Name of the office; no server is asked"))
        ->needs(office);
    AddYear(blank, &template_.report.year, true);
    blank
        ->add_flag("--area", template_.report.area,
                   Say("本地区（全口径）报告", "The report on the whole area"))
        ->needs(office);
    blank
        ->add_flag("--missing", template_.missing,
                   Say("为全部未报单位各生成一份，-o 为文件夹",
                       "One for every missing report; -o is a folder"))
        ->excludes(office);
    blank->add_option("--region", template_.region,
                      Say("地区编号或名称（用于 --missing）",
                          "Region, by code or name, for --missing"));
  }

  // Commands of those who file.
  void AddFiling() {
    CLI::App* submit = Command(
        &app_, "submit", "报送报告", "Submit reports",
        [this](Session& session) { return RunSubmit(session, submit_); });
    submit
        ->add_option("files", submit_.files,
                     Say("文件或目录", "Files, folders"))
        ->required();
    submit->add_flag("--as-published", submit_.as_published,
                     Say("按公布件补录", "Taken from a published document"));
    submit->add_flag("--amend", submit_.amend,
                     Say("更正现有版本", "Replace the current revision"));
    submit->add_option(
        "--on-behalf-of", submit_.on_behalf_of,
        Say("代哪个单位报送（编号）", "Office acted for, by id"));
    submit->add_option("--note", submit_.note, Say("原因", "Why"));

    CLI::App* withdraw = Command(
        &app_, "withdraw", "撤回报告", "Withdraw a report",
        [this](Session& session) { return RunWithdraw(session, withdraw_); });
    AddReportName(withdraw, &withdraw_.report);
    withdraw->add_option("--on-behalf-of", withdraw_.on_behalf_of,
                         Say("代哪个单位（编号）", "Office acted for, by id"));
    withdraw->add_option("--note", withdraw_.note, Say("原因", "Why"))
        ->required();

    CLI::App* report = Command(
        &app_, "report", "取报告（--format json 可改后再报）",
        "A report; --format json to change and submit again",
        [this](Session& session) { return RunReport(session, report_); });
    AddReportName(report, &report_.report);
    report->add_option("--revision", report_.revision, Say("版次", "Revision"));

    report->add_flag("--nonzero", report_.nonzero,
                     Say("略去全为零的行", "Leave out rows of zeros"));
    AddGlobs(report, &report_.figures);

    CLI::App* history = Command(
        &app_, "history", "报告的各个版次", "Revisions of a report",
        [this](Session& session) { return RunHistory(session, history_); });
    AddReportName(history, &history_);

    CLI::App* compare = Command(
        &app_, "compare", "比较两个版次", "Compare two revisions",
        [this](Session& session) { return RunCompare(session, compare_); });
    AddReportName(compare, &compare_.report);
    compare->add_option("--from", compare_.from,
                        Say("旧版次", "Older revision"));
    compare->add_option("--to", compare_.to, Say("新版次", "Newer revision"));
  }

  // Commands of those who add up and ask.
  void AddReading() {
    CLI::App* totals = Command(
        &app_, "totals", "汇总", "Totals of a region",
        [this](Session& session) { return RunTotals(session, totals_); });
    AddRegionQuery(totals, &totals_.query);
    totals->add_flag("--own", totals_.own,
                     Say("只看本级", "The region's own offices only"));
    totals->add_flag("--children", totals_.children,
                     Say("连同各下级地区", "Each child region too"));
    totals->add_flag("--parts", totals_.parts,
                     Say("列出本地区报告与各部分之和的差别",
                         "List where the area report and its parts differ"));
    totals->add_flag("--nonzero", totals_.nonzero,
                     Say("略去全为零的行", "Leave out rows of zeros"));
    AddGlobs(totals, &totals_.figures);

    CLI::App* coverage = Command(
        &app_, "coverage", "报送进度", "Who has filed",
        [this](Session& session) { return RunCoverage(session, coverage_); });
    AddRegionQuery(coverage, &coverage_.query);
    coverage->add_flag("--missing", coverage_.missing,
                       Say("列出未报单位", "List who has not"));

    CLI::App* series = Command(
        &app_, "series", "历年数据", "Figures over the years",
        [this](Session& session) { return RunSeries(session, series_); });
    CLI::Option_group* of = series->add_option_group("of");
    of->add_option("--region", series_.region,
                   Say("地区编号或名称", "Region, by code or name"));
    of->add_option("--office", series_.office,
                   Say("填报单位编号或名称", "Office, by id or name"));
    of->require_option(1);
    series->add_flag("--area", series_.area,
                     Say("单位的本地区报告", "The office's area report"));
    series->add_flag("--own", series_.own, Say("只看本级", "Own offices only"));
    series->add_option("--line", series_.line, Say("条线", "Line of work"));
    series->add_option("--from", series_.first_year,
                       Say("起始年度", "First year"));
    series->add_option("--to", series_.last_year, Say("截止年度", "Last year"));
    AddGlobs(series, &series_.figures);
    AddAfter(series, &series_.after);

    CLI::App* reports = Command(
        &app_, "reports", "逐份报告", "One row for every report",
        [this](Session& session) { return RunReports(session, reports_); });
    AddRegionQuery(reports, &reports_.query);
    reports->add_flag("--labels", reports_.labels,
                      Say("CSV 表头用印刷名称", "Printed labels as CSV heads"));

    CLI::App* regions = Command(
        &app_, "regions", "地区", "Regions",
        [this](Session& session) { return RunRegions(session, regions_); });
    regions->add_option("text", regions_.text,
                        Say("编号或名称", "Code or name"));
    AddYear(regions, &regions_.year, false);

    CLI::App* offices = Command(
        &app_, "offices", "填报单位", "Offices",
        [this](Session& session) { return RunOffices(session, offices_); });
    offices->add_option("text", offices_.text, Say("编号或名称", "Id or name"));
    offices->add_option("--region", offices_.region,
                        Say("地区编号或名称", "Region, by code or name"));
    offices->add_option("--line", offices_.line, Say("条线", "Line of work"));
    AddYear(offices, &offices_.year, false);
  }

  // Commands of operators.
  void AddOperating() {
    CLI::App* registry =
        Command(&app_, "registry", "登记表", "The registry", nullptr);
    registry->require_subcommand(1);
    CLI::App* apply =
        Command(registry, "apply", "应用 regions.csv 和 offices.csv",
                "Apply regions.csv and offices.csv", [this](Session& session) {
                  return RunRegistryApply(session, registry_);
                });
    apply->add_option("files", registry_.files, Say("CSV 文件", "CSV files"))
        ->required();
    apply->add_flag("--dry-run", registry_.dry_run,
                    Say("只核对，不应用", "Check only, change nothing"));
    apply->add_option("--note", registry_.note, Say("原因", "Why"));

    Command(&app_, "verify", "由变更日志重算并核对汇总",
            "Recompute the totals from the log and compare",
            [](Session& session) { return RunVerify(session); });
    Command(&app_, "rebuild", "由变更日志重建汇总",
            "Make the totals anew from the log",
            [](Session& session) { return RunRebuild(session); });
    CLI::App* backup = Command(
        &app_, "backup", "在线备份受理服务的全部数据（写入服务的备份目录）",
        "Back up all that ingest keeps, to the folder of the server",
        [this](Session& session) { return RunBackup(session, backup_); });
    CLI::Option* keep =
        backup
            ->add_option("--keep", backup_.keep,
                         Say("成功后只保留最新的若干个备份",
                             "Afterwards delete all but so many of the newest"))
            ->check(CLI::Range(1, 1'000'000));
    backup->add_flag("--list", backup_.list, Say("列出备份", "List backups"))
        ->excludes(keep);
    Command(&app_, "status", "各服务的状态", "Where each service is",
            [](Session& session) { return RunStatus(session); });
  }

  const Language language_;
  const form::Catalog& catalog_;
  CLI::App app_;
  std::function<int(Session&)> run_;
  GlobalOptions globals_;
  std::string format_ = "table";
  std::string lang_;
  int timeout_seconds_ = 30;
  RegistryApplyOptions registry_;
  RegionsOptions regions_;
  OfficesOptions offices_;
  FormOptions form_;
  TemplateOptions template_;
  CheckOptions check_;
  ImportOptions import_;
  ExportOptions export_;
  ConfirmOptions confirm_;
  SubmitOptions submit_;
  WithdrawOptions withdraw_;
  ReportName history_;
  CompareOptions compare_;
  ReportOptions report_;
  TotalsOptions totals_;
  CoverageOptions coverage_;
  SeriesOptions series_;
  ReportsOptions reports_;
  BackupOptions backup_;
};

}  // namespace

int RunCommandLine(int argc, char** argv, const form::Catalog& catalog) {
  return CommandLine(LanguageOfArguments(argc, argv), catalog).Run(argc, argv);
}

}  // namespace disclosure::cli
