// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// One log per process: one line per event, on standard error, where systemd and
// container runtimes look for it.
//
// What is written is about the service: addresses, positions, times, counts,
// reasons. Never a figure, a narrative, a name of a person or a contact.
//
// Thread-safe, also before InitLog() (level info).

#ifndef DISCLOSURE_SERVER_LOG_H_
#define DISCLOSURE_SERVER_LOG_H_

#include <optional>
#include <string_view>

namespace disclosure::server {

enum class LogLevel { kDebug, kInfo, kWarning, kError };

// "debug", "info", "warning" or "error".
std::optional<LogLevel> ParseLogLevel(std::string_view text);

// Sets the level. Lines below it cost nothing but the call.
void InitLog(LogLevel level);
bool LogEnabled(LogLevel level);

// Writes a line; line breaks and other control characters in `text` are shown
// escaped, so that nothing a client sends can forge a line.
void Log(LogLevel level, std::string_view text);

inline void LogDebug(std::string_view text) { Log(LogLevel::kDebug, text); }
inline void LogInfo(std::string_view text) { Log(LogLevel::kInfo, text); }
inline void LogWarning(std::string_view text) { Log(LogLevel::kWarning, text); }
inline void LogError(std::string_view text) { Log(LogLevel::kError, text); }

}  // namespace disclosure::server

#endif  // DISCLOSURE_SERVER_LOG_H_
