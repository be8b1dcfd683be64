//! When to look: a state machine without a clock and without a disk.
//!
//! Editors and version control touch files in bursts, so a burst is waited out until it is quiet, but not for ever. The
//! time is handed in, as the time since some start.

use std::time::Duration;

/// How long to wait for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// A burst has ended when nothing happened for so long.
    pub quiet: Duration,
    /// A burst is not waited out for longer than this, counted from its first event. A file that is missing is waited for
    /// as long.
    pub cap: Duration,
    /// How often to look without being told, for what no event tells; `None` for never.
    pub look: Option<Duration>,
}

/// The state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pace {
    timing: Timing,
    burst: Option<Burst>,
    /// When it was looked last.
    looked: Duration,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Burst {
    first: Duration,
    /// When it ends if nothing more happens.
    end: Duration,
}

/// What to do now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    /// Nothing yet.
    Wait,
    /// A burst is over: see what came of it.
    Settle,
    /// Nobody told of anything: see whether it is so.
    Look,
}

impl Pace {
    pub(super) fn new(timing: Timing, now: Duration) -> Pace {
        Pace { timing, burst: None, looked: now }
    }

    /// Something happened.
    pub(super) fn touched(&mut self, now: Duration) {
        let first = self.burst.map_or(now, |burst| burst.first);
        let end = (now + self.timing.quiet).min(first + self.timing.cap);
        self.burst = Some(Burst { first, end });
    }

    /// When [`Pace::act`] will have something to do; `None` if never.
    pub(super) fn due(&self) -> Option<Duration> {
        match self.burst {
            Some(burst) => Some(burst.end),
            None => self.timing.look.map(|look| self.looked + look),
        }
    }

    /// What to do now. After [`Action::Settle`] comes [`Pace::hold`] or [`Pace::settled`].
    pub(super) fn act(&mut self, now: Duration) -> Action {
        if self.due().is_none_or(|due| now < due) {
            return Action::Wait;
        }
        self.looked = now;
        if self.burst.is_some() { Action::Settle } else { Action::Look }
    }

    /// Waits for the burst to go on, since something is missing; `false` if that was waited for long enough.
    pub(super) fn hold(&mut self, now: Duration) -> bool {
        let cap = self.timing.cap;
        match &mut self.burst {
            Some(burst) if now < burst.first + cap => {
                burst.end = burst.first + cap;
                true
            }
            _ => false,
        }
    }

    /// The burst is dealt with.
    pub(super) fn settled(&mut self, now: Duration) {
        self.burst = None;
        self.looked = now;
    }

    /// Looks unasked so often from now on.
    pub(super) fn look_every(&mut self, look: Duration) {
        self.timing.look = Some(look);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIMING: Timing = Timing { quiet: ms(30), cap: ms(300), look: Some(ms(2000)) };

    const fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    /// The times at which a pace settles (`s`) and looks (`l`), asked every millisecond, when touched at `touches`.
    fn run(timing: Timing, touches: &[u64], until: u64) -> Vec<(char, u64)> {
        let mut pace = Pace::new(timing, ms(0));
        let mut log = Vec::new();
        for now in 0..=until {
            if touches.contains(&now) {
                pace.touched(ms(now));
            }
            match pace.act(ms(now)) {
                Action::Wait => {}
                Action::Look => log.push(('l', now)),
                Action::Settle => {
                    log.push(('s', now));
                    pace.settled(ms(now));
                }
            }
        }
        log
    }

    #[test]
    fn a_burst_is_waited_out_but_not_for_ever() {
        let every_ten: Vec<u64> = (100..800).step_by(10).collect();
        type Case<'a> = (&'a str, &'a [u64], Vec<(char, u64)>);
        let table: [Case<'_>; 6] = [
            ("nothing", &[], vec![]),
            ("one touch", &[100], vec![('s', 130)]),
            ("two in a burst", &[100, 129], vec![('s', 159)]),
            ("just too late for the burst", &[100, 131], vec![('s', 130), ('s', 161)]),
            ("a long burst", &every_ten, vec![('s', 400), ('s', 710), ('s', 820)]),
            (
                "a burst that ends at the cap",
                &[100, 120, 149, 178, 207, 236, 265, 294, 323, 352, 381],
                vec![('s', 400)],
            ),
        ];
        for (name, touches, wanted) in table {
            assert_eq!(run(TIMING, touches, 1000), wanted, "{name}");
        }
    }

    #[test]
    fn without_events_it_looks_now_and_then() {
        assert_eq!(run(TIMING, &[], 4500), [('l', 2000), ('l', 4000)]);
        assert_eq!(run(TIMING, &[1990], 4500), [('s', 2020), ('l', 4020)]);
        assert_eq!(run(Timing { look: None, ..TIMING }, &[], 4500), []);
    }

    #[test]
    fn what_is_missing_is_waited_for_until_the_cap() {
        let mut pace = Pace::new(TIMING, ms(0));
        pace.touched(ms(100));
        assert_eq!(pace.act(ms(130)), Action::Settle);
        assert!(pace.hold(ms(130)));
        assert_eq!((pace.act(ms(131)), pace.due()), (Action::Wait, Some(ms(400))));
        // What comes back cuts the waiting short.
        pace.touched(ms(200));
        assert_eq!(pace.act(ms(230)), Action::Settle);
        assert!(pace.hold(ms(230)));
        assert_eq!(pace.act(ms(400)), Action::Settle);
        assert!(!pace.hold(ms(400)));
        pace.settled(ms(400));
        assert!(!pace.hold(ms(401)), "there is no burst to hold");
    }
}
