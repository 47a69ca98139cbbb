// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// disclosure import: documents of any kind become report files, with the
// evidence for every figure, and a list of what needs a person.

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <iostream>
#include <mutex>
#include <thread>
#include <utility>

#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "cli/commands.h"
#include "cli/document_files.h"
#include "cli/findings.h"
#include "cli/import_text.h"
#include "cli/office_finder.h"
#include "cli/output_folder.h"
#include "cli/progress.h"
#include "cli/repairs.h"
#include "cli/text_table.h"
#include "documents/extract/report_reader.h"
#include "documents/read/limits.h"
#include "form/check.h"
#include "form/report_file.h"

namespace disclosure::cli {
namespace {

namespace fs = std::filesystem;

// Documents read at the same time; each may take some hundred megabytes.
constexpr unsigned kReadersMax = 8;

// Documents whose figures to be looked at are shown when there are many; all
// of them are listed, and each report file holds its evidence.
constexpr size_t kDetailedMax = 20;

// What became of one document. Reports themselves are written and let go.
struct Outcome {
  absl::Status status;
  std::string name;     // 天坛街道办事处 2020
  std::string details;  // What a single document is shown as.
  std::string written;
  ImportCounts counts;
  int errors = 0;
};

// One call of the command.
class Import {
 public:
  Import(Session& session, const ImportOptions& options)
      : session_(session), options_(options) {}

  int Run() {
    auto files = ListDocuments(options_.files);
    if (!files.ok()) return session_.Fail(files.status());
    files_ = *std::move(files);
    auto finder = OfficeFinder::Create(session_, options_.registry);
    if (!finder.ok()) return session_.Fail(finder.status());
    finder_ = *std::move(finder);
    // A folder asks for a folder, however many documents are in it.
    std::error_code error;
    many_ = files_.size() > 1 ||
            std::any_of(options_.files.begin(), options_.files.end(),
                        [&](const std::string& path) {
                          return fs::is_directory(path, error);
                        });
    const absl::Status ready = PrepareOutput();
    if (!ready.ok()) return session_.Fail(ready);
    ReadAll();
    return Finish();
  }

 private:
  const std::string& output() const { return session_.options().output; }

  // A folder for many documents; made if it is not there.
  absl::Status PrepareOutput() {
    if (output().empty()) return absl::OkStatus();
    std::error_code error;
    into_folder_ = many_ || fs::is_directory(output(), error);
    if (!into_folder_) return absl::OkStatus();
    return MakeOutputFolder(output());
  }

  void ReadAll() {
    outcomes_.resize(files_.size());
    std::atomic<size_t> next{0};
    size_t done = 0;
    const auto read = [&] {
      for (size_t i = next++; i < files_.size(); i = next++) {
        v1::AnnualReport report;
        outcomes_[i] = ReadOne(files_[i], &report);
        std::unique_lock lock(mutex_);
        // Written in the order of the call, so that names do not depend on
        // which was read first.
        turn_.wait(lock, [&] { return done == i; });
        if (outcomes_[i].status.ok()) {
          outcomes_[i].status = Write(files_[i], report, &outcomes_[i]);
        }
        ShowProgress(++done, files_.size());
        turn_.notify_all();
      }
    };
    const size_t readers =
        std::min<size_t>({files_.size(), kReadersMax,
                          std::max(1U, std::thread::hardware_concurrency())});
    std::vector<std::jthread> threads;
    for (size_t i = 1; i < readers; ++i) threads.emplace_back(read);
    read();
  }

  Outcome ReadOne(const std::string& path, v1::AnnualReport* read) {
    Outcome outcome;
    const auto bytes = base::ReadFile(path, documents::kFileBytesMax);
    if (!bytes.ok()) {
      outcome.status = bytes.status();
      return outcome;
    }
    auto imported = documents::ReadReport(
        session_.catalog(), fs::path(path).filename().string(), *bytes);
    if (!imported.ok()) {
      outcome.status = imported.status();
      return outcome;
    }
    v1::AnnualReport& report = imported->report;
    if (options_.year != 0) report.set_year(options_.year);
    if (options_.area) report.set_scope(v1::SCOPE_AREA);
    if (options_.own) report.set_scope(v1::SCOPE_OWN);
    NameOffice(&*imported);
    outcome.counts = CountImported(session_.catalog(), report, -1);
    outcome.name = PrintReportName(session_, report);
    CheckedReport checked{path, report, Check(report)};
    outcome.errors = ErrorsOf(checked);
    outcome.details = PrintImported(session_, *imported, path);
    outcome.details += PrintCheck(checked);
    *read = std::move(report);
    return outcome;
  }

  std::vector<v1::Finding> Check(const v1::AnnualReport& report) const {
    form::CheckContext context;
    context.current_year = base::ShanghaiYear(base::SystemClock().Now());
    return form::Check(session_.catalog(), report, context);
  }

  // The office that was named, or the registered one of exactly that name;
  // several are shown and none is chosen.
  void NameOffice(documents::ImportedReport* imported) {
    v1::AnnualReport& report = imported->report;
    if (!options_.office.empty()) report.set_office(options_.office);
    if (!report.office().empty()) return;
    const auto remark = [&](const std::string& zh, const std::string& en) {
      v1::LocalizedText text;
      text.set_zh(zh);
      text.set_en(en);
      imported->remarks.push_back(std::move(text));
    };
    if (finder_ == nullptr || report.office_name().empty()) {
      remark("填报单位编号未填，请用 --office 指定",
             "The office's id is not filled in; give it with --office");
      return;
    }
    absl::StatusOr<OfficeCandidates> found;
    {
      const std::lock_guard lock(mutex_);
      found = finder_->Find(report.office_name(), report.year());
    }
    if (!found.ok()) {
      remark(
          "查询填报单位失败：" + Describe(Language::kChinese, found.status()),
          "The office could not be looked up: " +
              Describe(Language::kEnglish, found.status()));
      return;
    }
    std::string list;
    for (const OfficeCandidate& office : found->offices) {
      list +=
          "\n          " + office.id + "  " + office.name + "  " + office.place;
    }
    if (found->exact == 1) {
      const OfficeCandidate& office = found->offices.front();
      report.set_office(office.id);
      remark("按名称认定填报单位：" + office.id + " " + office.name + "（" +
                 office.place + "）",
             "Office found by its name: " + office.id + " " + office.name +
                 " (" + office.place + ")");
    } else if (found->exact > 1) {
      remark("有 " + std::to_string(found->exact) +
                 " 个填报单位叫这个名称，请用 --office 指定：" + list,
             std::to_string(found->exact) +
                 " offices bear this name; choose one with --office:" + list);
    } else if (list.empty()) {
      remark("登记表中没有这个名称的填报单位，请用 --office 指定",
             "No registered office bears this name; give it with --office");
    } else {
      remark("登记表中没有这个名称，相近的有（请用 --office 指定）：" + list,
             "No office bears this name; near ones (choose with --office):" +
                 list);
    }
  }

  // What the check finds, and what would put failing equations right.
  std::string PrintCheck(const CheckedReport& checked) const {
    const int errors = ErrorsOf(checked);
    const int questions = QuestionsOf(checked);
    const std::string e = std::to_string(errors);
    const std::string q = std::to_string(questions);
    std::string text =
        "  " +
        session_.Say("核对  " + e + " 个错误，" + q + " 个疑问",
                     "check " + e + (errors == 1 ? " error, " : " errors, ") +
                         q + (questions == 1 ? " question" : " questions")) +
        "\n";
    for (const v1::Finding& finding : checked.findings) {
      if (finding.severity() != v1::SEVERITY_ERROR) continue;
      text += "        " + Pick(session_.language(), finding.message()) +
              session_.Say("：", ": ") +
              Pick(session_.language(), finding.explanation()) + "\n";
    }
    return text + PrintRepairs(session_,
                               FindRepairs(session_.catalog(), checked.report));
  }

  absl::Status Write(const std::string& source, const v1::AnnualReport& report,
                     Outcome* outcome) {
    if (output().empty()) {
      if (session_.format() == Format::kJson) {
        outcome->details = form::WriteReportJson(report);
      }
      return absl::OkStatus();
    }
    outcome->written =
        into_folder_ ? (fs::path(output()) / FileName(source, report)).string()
                     : output();
    return base::WriteFile(outcome->written, form::WriteReportJson(report));
  }

  // <office>-<year>[-area].json, or the document's own name while the office is
  // not known; never the same twice.
  std::string FileName(const std::string& source,
                       const v1::AnnualReport& report) {
    std::string stem = fs::path(source).stem().string();
    if (!report.office().empty() && report.year() != 0) {
      stem = report.office() + "-" + std::to_string(report.year());
      if (report.scope() == v1::SCOPE_AREA) stem += "-area";
    }
    return names_.Take(stem, ".json");
  }

  int Finish() const {
    std::string text;
    bool data_errors = false;
    size_t detailed = 0;
    TextTable list;
    list.AddColumn(session_.Say("文档", "document"));
    list.AddColumn(session_.Say("报告", "report"));
    for (const auto& [zh, en] : {std::pair("读出", "read"),
                                 {"空白", "blank"},
                                 {"需人工", "to be looked at"},
                                 {"错误", "errors"}}) {
      list.AddColumn(session_.Say(zh, en), Align::kRight);
    }
    for (size_t i = 0; i < files_.size(); ++i) {
      const Outcome& outcome = outcomes_[i];
      const bool look = outcome.counts.NeedPerson() > 0;
      data_errors |= look || !outcome.status.ok();
      if (!outcome.status.ok()) {
        Complain(files_[i], outcome.status);
        continue;
      }
      list.AddRow({files_[i], outcome.name, std::to_string(outcome.counts.read),
                   std::to_string(outcome.counts.blank),
                   std::to_string(outcome.counts.NeedPerson()),
                   std::to_string(outcome.errors)});
      if (many_ && !(look && detailed < kDetailedMax)) continue;
      ++detailed;
      text += outcome.details;
      if (!outcome.written.empty()) {
        text +=
            "  " + session_.Say("写入  ", "wrote ") + outcome.written + "\n";
      }
      if (many_) text += "\n";
    }
    if (session_.format() == Format::kJson && output().empty()) {
      text.clear();
      for (const Outcome& outcome : outcomes_) text += outcome.details;
    } else if (many_) {
      text += list.Print() + Summary();
    }
    std::cout << text << std::flush;
    return data_errors ? kDataErrors : kDone;
  }

  void Complain(const std::string& file, const absl::Status& status) const {
    const std::string message = Describe(session_.language(), status);
    const bool named =
        message.find(fs::path(file).filename().string()) != std::string::npos;
    std::cerr << (named ? "" : file + ": ") << message << std::endl;
  }

  std::string Summary() const {
    size_t clean = 0;
    size_t refused = 0;
    for (const Outcome& outcome : outcomes_) {
      if (!outcome.status.ok()) {
        ++refused;
      } else if (outcome.counts.NeedPerson() == 0) {
        ++clean;
      }
    }
    const std::string all = std::to_string(outcomes_.size());
    const std::string c = std::to_string(clean);
    const std::string p = std::to_string(outcomes_.size() - clean - refused);
    const std::string r = std::to_string(refused);
    return session_.Say(all + " 个文档：" + c + " 个完整读出，" + p +
                            " 个需要人工处理，" + r + " 个未能读取。\n",
                        all + " documents: " + c + " read completely, " + p +
                            " need a person, " + r + " could not be read.\n");
  }

  Session& session_;
  const ImportOptions& options_;
  std::vector<std::string> files_;
  std::unique_ptr<OfficeFinder> finder_;
  std::vector<Outcome> outcomes_;
  bool many_ = false;
  bool into_folder_ = false;
  std::condition_variable turn_;
  std::mutex mutex_;   // Guards what follows, finder_ and the bar.
  UniqueNames names_;  // Of files written.
};

}  // namespace

int RunImport(Session& session, const ImportOptions& options) {
  return Import(session, options).Run();
}

}  // namespace disclosure::cli
