// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "form/repair.h"

#include <algorithm>
#include <functional>
#include <map>
#include <utility>

#include "form/repair_parts.h"

namespace disclosure::form {
namespace {

// A proposal with what it is sorted by.
struct Ranked {
  Repair repair;
  int cost = 0;
};

// The search among the equations of one group.
class GroupSearch {
 public:
  GroupSearch(const System& system, size_t group)
      : system_(system), excesses_(system.excesses) {
    for (size_t i = 0; i < excesses_.size(); ++i) {
      if (system.groups[i] != group) excesses_[i] = 0;
    }
    for (const Cell& cell : system.catalog.cells()) {
      if (!system.Changeable(cell.index)) continue;
      const auto& effects = system.effects[static_cast<size_t>(cell.index)];
      if (system.groups[effects[0].equation] == group) {
        cells_.push_back(cell.index);
      }
    }
  }

  // The first kind of proposal that there is any of, the likeliest first.
  std::vector<Ranked> Run() {
    for (const auto& search : std::vector<std::function<void()>>{
             [&] { Search(1); }, [&] { Fill(1, system_.figures); },
             [&] {
               Swaps();
               Shifts();
               Search(2);
             },
             [&] { Search(3); }, [&] { Fill(2, system_.figures); }}) {
      search();
      if (!found_.empty()) break;
    }
    std::vector<Ranked> ranked;
    for (auto& [changes, proposal] : found_) {
      ranked.push_back(std::move(proposal));
    }
    std::stable_sort(ranked.begin(), ranked.end(),
                     [](const Ranked& a, const Ranked& b) {
                       return std::pair(a.cost, a.repair.slip) <
                              std::pair(b.cost, b.repair.slip);
                     });
    return ranked;
  }

 private:
  using Key = std::vector<std::pair<int, int64_t>>;

  bool Spend() { return ++steps_ <= kSearchSteps; }

  void Add(int cell, Wide delta) {
    for (const Effect& effect : system_.effects[static_cast<size_t>(cell)]) {
      excesses_[effect.equation] += effect.factor * delta;
    }
  }

  Change ChangeOf(int cell, int64_t to) const {
    return {.cell = cell,
            .from = system_.figures.value(cell),
            .to = to,
            .was_blank = !system_.figures.has(cell)};
  }

  Guess GuessOf(const Change& change) const {
    return GuessSlip(change.from, change.to,
                     !system_.catalog.SumsOf(change.cell).empty());
  }

  // Keeps a proposal; of the same changes the likelier one.
  void Keep(std::vector<Change> changes, Slip slip, int cost) {
    std::sort(changes.begin(), changes.end(),
              [](const Change& a, const Change& b) { return a.cell < b.cell; });
    Key key;
    for (const Change& change : changes) {
      key.emplace_back(change.cell, change.to);
    }
    Ranked ranked{{std::move(changes), slip}, cost};
    const auto [known, added] = found_.emplace(std::move(key), ranked);
    if (!added && cost < known->second.cost) known->second = ranked;
  }

  void Keep(const std::vector<Change>& changes) {
    int cost = 0;
    Guess likeliest{Slip::kOther, 100};
    for (const Change& change : changes) {
      const Guess guess = GuessOf(change);
      cost += guess.cost;
      if (guess.cost < likeliest.cost) likeliest = guess;
    }
    Keep(changes, likeliest.slip, cost);
  }

  // All sets of `size` more changed cells.
  void Search(int size) {
    size_t first = excesses_.size();
    size_t failing = 0;
    for (size_t i = 0; i < excesses_.size(); ++i) {
      if (excesses_[i] == 0) continue;
      first = std::min(first, i);
      ++failing;
    }
    if (failing == 0 || failing > static_cast<size_t>(size) * kEffectsMost) {
      return;
    }
    for (int cell : cells_) {
      // The values that make one of its failing equations hold; the last cell
      // must make every one hold, so the first tells.
      std::vector<Wide> deltas;
      for (const Effect& effect : system_.effects[static_cast<size_t>(cell)]) {
        if (size == 1 && effect.equation != first) continue;
        const Wide excess = excesses_[effect.equation];
        if (excess == 0 || excess % effect.factor != 0) continue;
        const Wide delta = -excess / effect.factor;
        if (std::find(deltas.begin(), deltas.end(), delta) == deltas.end()) {
          deltas.push_back(delta);
        }
      }
      for (Wide delta : deltas) {
        if (!Spend()) return;
        Try(cell, delta, size);
      }
    }
  }

  void Try(int cell, Wide delta, int size) {
    const bool used =
        std::any_of(changes_.begin(), changes_.end(),
                    [&](const Change& change) { return change.cell == cell; });
    const Wide to = system_.figures.value(cell) + delta;
    if (used || !system_.Fits(to)) return;
    Add(cell, delta);
    changes_.push_back(ChangeOf(cell, static_cast<int64_t>(to)));
    if (AllHold(excesses_)) {
      Keep(changes_);
    } else if (size > 1) {
      Search(size - 1);
    }
    changes_.pop_back();
    Add(cell, -delta);
  }

  // A proposal of its own kind, if it makes all equations hold. Cells that keep
  // their value are left out.
  void TryAll(const std::vector<std::pair<int, Wide>>& values, Slip slip) {
    if (!Spend()) return;
    std::vector<Change> changes;
    for (const auto& [cell, value] : values) {
      if (!system_.Fits(value)) return;
      const Change change = ChangeOf(cell, static_cast<int64_t>(value));
      if (change.from != change.to) changes.push_back(change);
    }
    if (changes.size() < 2) return;
    for (const Change& change : changes) {
      Add(change.cell, Wide{change.to} - change.from);
    }
    if (AllHold(excesses_)) Keep(changes, slip, slip == Slip::kCellsSwapped);
    for (const Change& change : changes) {
      Add(change.cell, Wide{change.from} - change.to);
    }
  }

  // Neighbours in a row and in a column.
  void Swaps() {
    const auto swap = [&](int a, int b) {
      if (!system_.Changeable(a) || !system_.Changeable(b)) return;
      TryAll({{a, system_.figures.value(b)}, {b, system_.figures.value(a)}},
             Slip::kCellsSwapped);
    };
    // The last cell seen in each column of a table.
    std::map<std::pair<int, int>, int> above;
    int before = -1;
    for (int cell : cells_) {
      const Cell& at = system_.catalog.cells()[static_cast<size_t>(cell)];
      if (before >= 0) {
        const Cell& left = system_.catalog.cells()[static_cast<size_t>(before)];
        if (left.table == at.table && left.row == at.row) swap(before, cell);
      }
      const auto [last, first] =
          above.emplace(std::pair(at.table, at.column), cell);
      if (!first) swap(std::exchange(last->second, cell), cell);
      before = cell;
    }
  }

  // The parts of a row, or the row with its total, one cell to either side. The
  // cell that becomes free gets what the row's sum lacks.
  void Shifts() {
    for (const Equation& equation : system_.catalog.equations()) {
      if (!equation.is_sum || equation.row < 0) continue;
      std::vector<int> cells = equation.left;
      cells.push_back(equation.right[0]);
      if (!std::all_of(cells.begin(), cells.end(), [&](int cell) {
            return std::binary_search(cells_.begin(), cells_.end(), cell);
          })) {
        continue;
      }
      Shift(equation, equation.left, equation.right[0]);
      Shift(equation, cells, equation.right[0]);
    }
  }

  void Shift(const Equation& equation, const std::vector<int>& cells,
             int total) {
    const size_t count = cells.size();
    for (const bool left : {true, false}) {
      const size_t free = left ? count - 1 : 0;
      std::map<int, Wide> row;
      for (int cell : equation.left) row[cell] = system_.figures.value(cell);
      row[total] = system_.figures.value(total);
      for (size_t i = 0; i < count; ++i) {
        if (i == free) continue;
        row[cells[i]] = system_.figures.value(cells[left ? i + 1 : i - 1]);
      }
      row[cells[free]] = 0;
      Wide lacking = row[total];
      for (int cell : equation.left) lacking -= row[cell];
      row[cells[free]] = cells[free] == total ? -lacking : lacking;
      TryAll({row.begin(), row.end()}, Slip::kRowShifted);
    }
  }

  // Fills up to `size` blank cells, each with what an equation lacks. What is
  // judged depends on what is filled, so each is reckoned anew.
  void Fill(int size, const FigureVector& figures) {
    const Excesses excesses = ExcessesOf(system_.catalog, figures);
    for (const Cell& cell : system_.catalog.cells()) {
      const int at = cell.index;
      if (!system_.asked[static_cast<size_t>(at)] || figures.has(at)) continue;
      for (int index : system_.catalog.EquationsOf(at)) {
        const auto equation = static_cast<size_t>(index);
        const Wide excess = excesses[equation];
        const Wide value = excess < 0 ? -excess : excess;
        if (value == 0 || !system_.Fits(value)) continue;
        steps_ += kStepsOfFill;
        if (!Spend()) return;
        FigureVector filled = figures;
        filled.Set(at, static_cast<int64_t>(value));
        changes_.push_back(ChangeOf(at, static_cast<int64_t>(value)));
        if (Holds(filled)) {
          Keep(changes_);
        } else if (size > 1) {
          Fill(size - 1, filled);
        }
        changes_.pop_back();
      }
    }
  }

  // Whether the group's equations hold, and no other one fails newly.
  bool Holds(const FigureVector& figures) const {
    const Excesses excesses = ExcessesOf(system_.catalog, figures);
    for (size_t i = 0; i < excesses.size(); ++i) {
      const bool ours = excesses_[i] != 0 || system_.excesses[i] == 0;
      if (ours && excesses[i] != 0) return false;
    }
    return true;
  }

  // A cell stands in at most so many equations: its row, its column, a balance.
  static constexpr size_t kEffectsMost = 4;
  // Filling a cell costs a look at every equation.
  static constexpr int kStepsOfFill = 200;

  const System& system_;
  Excesses excesses_;
  std::vector<int> cells_;
  std::vector<Change> changes_;
  std::map<Key, Ranked> found_;
  int steps_ = 0;
};

}  // namespace

FigureVector Apply(const Repair& repair, FigureVector figures) {
  for (const Change& change : repair.changes) {
    figures.Set(change.cell, change.to);
  }
  return figures;
}

std::vector<Repair> FindRepairs(const Catalog& catalog,
                                const FigureVector& figures,
                                const v1::Editions& editions,
                                const RepairOptions& options) {
  std::vector<Repair> repairs;
  if (options.most <= 0 || AllHold(ExcessesOf(catalog, figures))) return {};
  const System system = MakeSystem(
      catalog, figures, catalog.AskedCells(editions), options.largest);
  std::map<size_t, bool> groups;
  for (size_t i = 0; i < system.excesses.size(); ++i) {
    if (system.excesses[i] != 0) groups[system.groups[i]] = true;
  }
  for (const auto& [group, failing] : groups) {
    const std::vector<Ranked> found = GroupSearch(system, group).Run();
    if (found.empty()) return {};
    // Each proposal of this group beside the likeliest of those before, and the
    // likeliest of this group beside each of those.
    const std::vector<Repair> before =
        repairs.empty() ? std::vector<Repair>(1) : std::move(repairs);
    repairs.clear();
    for (size_t i = 0; i < before.size() + found.size() - 1; ++i) {
      const size_t ours = i < found.size() ? i : 0;
      Repair joined = before[i < found.size() ? 0 : i - found.size() + 1];
      if (joined.changes.empty()) joined.slip = found[ours].repair.slip;
      const auto& more = found[ours].repair.changes;
      joined.changes.insert(joined.changes.end(), more.begin(), more.end());
      repairs.push_back(std::move(joined));
      if (static_cast<int>(repairs.size()) >= options.most) break;
    }
  }
  std::erase_if(repairs, [&](const Repair& repair) {
    return !AllHold(ExcessesOf(catalog, Apply(repair, figures)));
  });
  return repairs;
}

}  // namespace disclosure::form
