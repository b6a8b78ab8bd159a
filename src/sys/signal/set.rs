//! A set of signals, as the kernel keeps it: bit `n - 1` stands for signal `n`.

use super::Signal;

/// A set of signals 1 to 64; other numbers are never in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SignalSet(u64);

impl SignalSet {
    /// No signal.
    pub const EMPTY: Self = Self(0);
    /// Every signal.
    pub const ALL: Self = Self(u64::MAX);

    /// The set with these bits, as `SigBlk` in `/proc/PID/status` has them.
    #[must_use]
    pub const fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    /// The bits of the set.
    #[must_use]
    pub const fn bits(self) -> u64 {
        self.0
    }

    /// The bit of one signal; no bit for a number that is none.
    #[must_use]
    pub(super) const fn bit(signal: Signal) -> u64 {
        if signal >= 1 && signal <= 64 {
            1 << (signal - 1)
        } else {
            0
        }
    }

    /// The set with `signal` added.
    #[must_use]
    pub const fn with(self, signal: Signal) -> Self {
        Self(self.0 | Self::bit(signal))
    }

    /// The set with `signal` taken out.
    #[must_use]
    pub const fn without(self, signal: Signal) -> Self {
        Self(self.0 & !Self::bit(signal))
    }

    /// What is in either set.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What is in both sets.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// What is in this set but not in the other.
    #[must_use]
    pub const fn difference(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether `signal` is in the set.
    #[must_use]
    pub const fn contains(self, signal: Signal) -> bool {
        self.0 & Self::bit(signal) != 0
    }

    /// Whether nothing is in the set.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The signals of the set, rising.
    pub fn iter(self) -> impl Iterator<Item = Signal> {
        (1..=64).filter(move |signal| self.contains(*signal))
    }
}

impl FromIterator<Signal> for SignalSet {
    fn from_iter<I: IntoIterator<Item = Signal>>(signals: I) -> Self {
        signals.into_iter().fold(Self::EMPTY, Self::with)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signal_put_in_is_there_and_no_other() {
        let set = SignalSet::EMPTY.with(2).with(64);
        assert_eq!(set.iter().collect::<Vec<_>>(), [2, 64]);
        assert_eq!(set.bits(), 0x8000_0000_0000_0002);
        assert!(!set.contains(1));
    }

    #[test]
    fn numbers_that_are_no_signals_are_never_in_a_set() {
        for number in [i32::MIN, -1, 0, 65, i32::MAX] {
            assert_eq!(SignalSet::EMPTY.with(number), SignalSet::EMPTY);
            assert!(!SignalSet::ALL.contains(number));
        }
    }
}
