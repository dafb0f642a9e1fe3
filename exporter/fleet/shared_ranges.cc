#include "exporter/fleet/shared_ranges.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace exporter::fleet {
namespace {

using addresses::AddressRange;
using addresses::AddressSet;

void SortByBegin(std::vector<Claim>& claims) {
  std::sort(claims.begin(), claims.end(), [](const Claim& a, const Claim& b) {
    return std::tie(a.range.first, a.owner) < std::tie(b.range.first, b.owner);
  });
}

std::vector<const Claim*> SortedByEnd(const std::vector<Claim>& claims) {
  std::vector<const Claim*> ends;
  ends.reserve(claims.size());
  for (const Claim& claim : claims) ends.push_back(&claim);
  std::sort(ends.begin(), ends.end(),
            [](const Claim* a, const Claim* b) { return a->range.last < b->range.last; });
  return ends;
}

// Which owners have met. Those of one claim each never meet again, and cost nothing.
class Meetings {
 public:
  explicit Meetings(const std::vector<Claim>& claims) {
    for (const Claim& claim : claims) ++claims_of_[claim.owner];
  }

  bool IsFirst(std::size_t one, std::size_t other) {
    if (claims_of_[one] == 1 && claims_of_[other] == 1) return true;
    return met_.insert(std::minmax(one, other)).second;
  }

 private:
  std::unordered_map<std::size_t, std::size_t> claims_of_;
  std::set<std::pair<std::size_t, std::size_t>> met_;
};

// Which pairs a sweep is after.
enum class Pairs { kAll, kOfOneParty, kOfTwoParties };

// The claims that have begun and not yet ended where the sweep stands.
class Running {
 public:
  Running(const std::vector<Claim>& claims, Pairs pairs, const SharedVisitor& visit)
      : pairs_(pairs), visit_(visit), meetings_(claims) {}

  void Add(const Claim& claim) { running_[claim.party].emplace(claim.owner, &claim); }

  void Remove(const Claim& claim) {
    const auto party = running_.find(claim.party);
    party->second.erase(claim.owner);
    if (party->second.empty()) running_.erase(party);
  }

  // False: the sweep is to end.
  bool Meet(const Claim& next) {
    if (pairs_ == Pairs::kOfOneParty) {
      const auto own = running_.find(next.party);
      return own == running_.end() || Meet(own->second, next);
    }
    return std::all_of(running_.begin(), running_.end(), [&](const auto& party) {
      const bool passed = pairs_ == Pairs::kOfTwoParties && party.first == next.party;
      return passed || Meet(party.second, next);
    });
  }

 private:
  using Party = std::map<std::size_t, const Claim*>;  // by owners

  bool Meet(const Party& party, const Claim& next) {
    const auto parties = std::minmax(party.begin()->second->party, next.party);
    if (past_.contains(parties)) return true;
    for (const auto& [owner, claim] : party) {
      if (!meetings_.IsFirst(owner, next.owner)) continue;
      const Sweep sweep = visit_(*claim, next);
      if (sweep == Sweep::kEnd) return false;
      if (sweep == Sweep::kOn) continue;
      past_.insert(parties);
      return true;
    }
    return true;
  }

  const Pairs pairs_;
  const SharedVisitor& visit_;
  Meetings meetings_;
  std::map<std::size_t, Party> running_;
  std::set<std::pair<std::size_t, std::size_t>> past_;
};

// Of the claims so far those that reach furthest, one of each party.
class Furthest {
 public:
  const Claim* Of(std::size_t party) const {
    const auto found = of_party_.find(party);
    return found == of_party_.end() ? nullptr : found->second;
  }

  const Claim* OfAllBut(std::size_t party) const {
    return first_ != nullptr && first_->party == party ? second_ : first_;
  }

  void Add(const Claim& claim) {
    const Claim*& own = of_party_[claim.party];
    if (!Exceeds(claim, own)) return;
    own = &claim;
    if (Exceeds(claim, first_)) {
      if (first_ != nullptr && first_->party != claim.party) second_ = first_;
      first_ = &claim;
    } else if (Exceeds(claim, second_)) {
      second_ = &claim;
    }
  }

 private:
  static bool Exceeds(const Claim& claim, const Claim* other) {
    return other == nullptr || claim.range.last > other->range.last;
  }

  std::unordered_map<std::size_t, const Claim*> of_party_;
  const Claim* first_ = nullptr;
  const Claim* second_ = nullptr;  // of another party
};

void VisitPairs(std::vector<Claim> claims, Pairs pairs, const SharedVisitor& visit) {
  SortByBegin(claims);
  const std::vector<const Claim*> ends = SortedByEnd(claims);
  Running running(claims, pairs, visit);
  auto end = ends.begin();
  for (const Claim& next : claims) {
    for (; (*end)->range.last < next.range.first; ++end) running.Remove(**end);
    if (!running.Meet(next)) return;
    running.Add(next);
  }
}

// For each claim, the one that `furthest_for` has for it of those that have begun before.
template <typename FurthestFor>
void VisitFurthest(std::vector<Claim> claims, const FurthestFor& furthest_for,
                   const SharedVisitor& visit) {
  SortByBegin(claims);
  Furthest furthest;
  for (const Claim& next : claims) {
    const Claim* const claim = furthest_for(furthest, next.party);
    if (claim != nullptr && next.range.first <= claim->range.last) visit(*claim, next);
    furthest.Add(next);
  }
}

}  // namespace

void Claims::Add(const AddressSet& addresses, std::size_t owner, std::size_t party) {
  for (const AddressRange& range : addresses.ranges()) {
    within_.push_back({range, owner, party});
    if (AreAlike()) continue;
    if (const auto trimmed = Trim(range, shared_on_purpose_)) {
      across_.push_back({*trimmed, owner, party});
    }
  }
}

void VisitSharedRanges(const Claims& claims, const SharedVisitor& visit) {
  if (claims.AreAlike()) return VisitPairs(claims.within(), Pairs::kAll, visit);
  VisitPairs(claims.within(), Pairs::kOfOneParty, visit);
  VisitPairs(claims.across(), Pairs::kOfTwoParties, visit);
}

void VisitEveryParty(const Claims& claims, const SharedVisitor& visit) {
  VisitFurthest(claims.within(), std::mem_fn(&Furthest::Of), visit);
  VisitFurthest(claims.across(), std::mem_fn(&Furthest::OfAllBut), visit);
}

}  // namespace exporter::fleet
