//! The loop: a round, watch what it asked for, wait, see whether anything is different, the next round.
#![allow(clippy::disallowed_methods, reason = "waiting needs a clock; the decisions are in `pace`")]

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel as queue};
use std::time::{Duration, Instant};

use super::interest::interest;
use super::native::{self, Native};
use super::pace::{Action, Pace, Timing};
use crate::source::{Files, Record, Recorder, Since};

/// How it is known that a file is different.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// The operating system tells.
    Native,
    /// By looking, again and again.
    Poll,
}

/// How to follow.
#[derive(Debug, Clone)]
pub struct Course {
    /// How long to wait for what.
    pub timing: Timing,
    /// How it is known that a file is different.
    pub way: Way,
    /// How often to look where nobody tells.
    pub poll: Duration,
    /// Where rounds write: its coming and going in a directory that is listed is no change.
    pub output: Option<PathBuf>,
}

/// What the user should know about the watching itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// The operating system does not tell, for this reason; it is looked instead.
    Polling(String),
}

/// Tells a loop something from elsewhere.
#[derive(Debug, Clone)]
pub struct Mouth(Sender<Word>);

/// Where a loop is told something.
#[derive(Debug)]
pub struct Ear {
    words: Receiver<Word>,
    mouth: Mouth,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    Touched,
    Stop,
}

/// The two ends by which a loop is told something.
pub fn channel() -> (Mouth, Ear) {
    let (sender, words) = queue();
    let mouth = Mouth(sender);
    (mouth.clone(), Ear { words, mouth })
}

impl Mouth {
    /// Ends the loop after the round it is in.
    pub fn stop(&self) {
        self.say(Word::Stop);
    }

    /// Something may be different.
    pub(super) fn touched(&self) {
        self.say(Word::Touched);
    }

    fn say(&self, word: Word) {
        // A loop that is over need not be told.
        let _ = self.0.send(word);
    }
}

/// Does a round at once and then whenever something that the last one asked for is different, until told to stop.
pub fn follow(
    files: &dyn Files,
    course: &Course,
    ear: &Ear,
    mut round: impl FnMut(&dyn Files),
    mut notice: impl FnMut(Notice),
) {
    let start = Instant::now();
    let mut pace = Pace::new(course.timing, Duration::ZERO);
    let mut way = course.way;
    if way == Way::Poll {
        pace.look_every(course.poll);
    }
    let mut once = || {
        let recorder = Recorder::new(files, course.output.as_deref());
        round(&recorder);
        recorder.finish()
    };
    let mut record = once();
    // A watcher lives no longer than what it watches may be another directory of the same name.
    let mut watching = None;
    let mut fresh = true;
    loop {
        if std::mem::take(&mut fresh) {
            drop(watching.take());
            watching = watch(&mut way, &mut pace, course, &record, ear, &mut notice);
            // What happened before it was watched nobody told.
            if record.since(files) != Since::Same {
                pace.touched(start.elapsed());
            }
        }
        let word = match pace.due().map(|due| due.saturating_sub(start.elapsed())) {
            Some(left) => ear.words.recv_timeout(left),
            None => ear.words.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        let now = start.elapsed();
        match word {
            Ok(Word::Touched) => pace.touched(now),
            Ok(Word::Stop) | Err(RecvTimeoutError::Disconnected) => return,
            Err(RecvTimeoutError::Timeout) => {}
        }
        match pace.act(now) {
            Action::Wait => {}
            Action::Look => {
                if record.since(files) != Since::Same {
                    pace.touched(now);
                }
            }
            Action::Settle => {
                let since = record.since(files);
                if since == Since::Vanished && pace.hold(now) {
                    continue;
                }
                if since != Since::Same {
                    record = once();
                }
                pace.settled(start.elapsed());
                fresh = true;
            }
        }
    }
}

/// Watches what was asked for; turns to polling where that is not to be had.
fn watch(
    way: &mut Way,
    pace: &mut Pace,
    course: &Course,
    record: &Record,
    ear: &Ear,
    notice: &mut impl FnMut(Notice),
) -> Option<Native> {
    if *way == Way::Poll {
        return None;
    }
    match native::watch(interest(record), ear.mouth.clone()) {
        Ok(watching) => Some(watching),
        Err(reason) => {
            *way = Way::Poll;
            pace.look_every(course.poll);
            notice(Notice::Polling(reason));
            None
        }
    }
}
