//! The history file: shared by all sessions, private to the user, whole after any crash.
//!
//! In: entries to keep. Out: the entries of all sessions. An entry is appended, under a lock, before its command runs. When the
//! file has grown to twice its bound, its newest part is written to a second file that takes its place; whoever waited for the
//! lock of the old one notices and opens the new one. The kernel drops the lock with the process: none is ever stale.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::{
    DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _,
};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::record::{Record, decode_all, encode};
use crate::state::HistoryEntry;

/// How much of a file is read: its end.
const READ_AT_MOST: u64 = 16 << 20;
/// How often, and with what pauses, a lock that somebody else holds is tried for: a second in all.
const LOCK_TRIES: u32 = 100;
const LOCK_PAUSE: Duration = Duration::from_millis(10);
/// How often the file is opened again because another session has replaced it meanwhile.
const OPEN_TRIES: u32 = 20;

/// A history file.
#[derive(Debug)]
pub struct HistoryFile {
    path: PathBuf,
    /// How many entries it should have.
    bound: usize,
    /// How many it has, as far as this session knows.
    count: usize,
}

impl HistoryFile {
    /// The file at `path`, which need not exist, to be kept to about `bound` entries.
    #[must_use]
    pub fn new(path: &Path, bound: usize) -> Self {
        // The name may be a link to the file's real place, which must not be replaced by a file.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        Self {
            path,
            bound,
            count: 0,
        }
    }

    /// Keeps it to about `bound` entries from now on.
    pub const fn set_bound(&mut self, bound: usize) {
        self.bound = bound;
    }

    /// All its entries, the oldest first.
    ///
    /// # Errors
    /// It is there and cannot be read.
    pub fn load(&mut self) -> io::Result<Vec<Record>> {
        if !self.is_regular()? {
            return Ok(Vec::new());
        }
        let file = match File::open(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            other => other?,
        };
        let mut records: Vec<Record> = decode_all(&read_end(&file)?).collect();
        self.count = records.len();
        records.drain(..records.len().saturating_sub(self.bound));
        Ok(records)
    }

    /// Appends entries. Either all of them are in the file afterwards, or none.
    ///
    /// # Errors
    /// The file cannot be made, locked or written.
    pub fn append(&mut self, entries: &[HistoryEntry]) -> io::Result<()> {
        if entries.is_empty() || !self.is_regular()? {
            return Ok(());
        }
        let lines: Vec<u8> = entries
            .iter()
            .flat_map(|entry| encode(entry.when, &entry.text))
            .collect();
        let file = self.open_locked()?;
        write_whole_lines(&file, &lines)?;
        self.count = self.count.saturating_add(entries.len());
        if self.count > self.bound.saturating_mul(2).max(64)
            || file.metadata()?.len() > READ_AT_MOST
        {
            self.shorten(&file)?;
        }
        Ok(())
    }

    /// Removes all entries.
    ///
    /// # Errors
    /// The file cannot be locked or written.
    pub fn clear(&mut self) -> io::Result<()> {
        self.count = 0;
        if self.is_regular()? {
            self.open_locked()?.set_len(0)
        } else {
            Ok(())
        }
    }

    /// Whether there is a regular file or nothing yet. `/dev/null` as history file means: keep none.
    fn is_regular(&self) -> io::Result<bool> {
        match fs::metadata(&self.path) {
            Ok(status) if status.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
            Ok(status) => Ok(status.is_file()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
            Err(error) => Err(error),
        }
    }

    fn open_locked(&self) -> io::Result<File> {
        if let Some(directory) = self.path.parent() {
            DirBuilder::new()
                .recursive(true)
                .mode(0o700)
                .create(directory)?;
        }
        for _ in 0..OPEN_TRIES {
            let file = OpenOptions::new()
                .read(true)
                .append(true)
                .create(true)
                .mode(0o600)
                .open(&self.path)?;
            lock(&file)?;
            let (opened, named) = (file.metadata()?, fs::metadata(&self.path));
            let is_same =
                named.is_ok_and(|named| (named.dev(), named.ino()) == (opened.dev(), opened.ino()));
            if is_same {
                if opened.mode() & 0o077 != 0 {
                    let _ = file.set_permissions(Permissions::from_mode(0o600)); // somebody else's file stays as it is
                }
                return Ok(file);
            }
        }
        Err(io::ErrorKind::ResourceBusy.into())
    }

    /// Replaces the file by one with its newest entries. The lock on the old one is held.
    fn shorten(&mut self, old: &File) -> io::Result<()> {
        let records: Vec<Record> = decode_all(&read_end(old)?).collect();
        let kept = records
            .get(records.len().saturating_sub(self.bound)..)
            .unwrap_or_default();
        let lines: Vec<u8> = kept
            .iter()
            .flat_map(|(when, text)| encode(*when, text))
            .collect();
        let new_path = self.path.with_extension("new");
        let written = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&new_path)
            .and_then(|mut new| new.write_all(&lines).and_then(|()| new.sync_all()))
            .and_then(|()| fs::rename(&new_path, &self.path));
        if let Err(error) = written {
            let _ = fs::remove_file(&new_path); // half of a file is of no use
            return Err(error);
        }
        self.count = kept.len();
        Ok(())
    }
}

/// What the file holds; of a huge one, its end.
fn read_end(mut file: &File) -> io::Result<Vec<u8>> {
    let size = file.metadata()?.len();
    let start = size.saturating_sub(READ_AT_MOST);
    file.seek(SeekFrom::Start(start))?;
    let mut bytes = Vec::new();
    file.take(READ_AT_MOST).read_to_end(&mut bytes)?;
    if start > 0 {
        let first_whole = bytes
            .iter()
            .position(|byte| *byte == b'\n')
            .map_or(bytes.len(), |end| end + 1);
        bytes.drain(..first_whole);
    }
    Ok(bytes)
}

/// Appends `lines`; a line that a crash has cut off before is ended first. What could not be written whole is taken away.
fn write_whole_lines(mut file: &File, lines: &[u8]) -> io::Result<()> {
    let size = file.metadata()?.len();
    let mut last = *b"\n";
    if size > 0 {
        file.seek(SeekFrom::Start(size - 1))?;
        file.read_exact(&mut last)?;
    }
    let mut text = Vec::with_capacity(lines.len() + 1);
    if last != *b"\n" {
        text.push(b'\n');
    }
    text.extend_from_slice(lines);
    let written = file.write_all(&text);
    if written.is_err() {
        let _ = file.set_len(size); // the error is told
    }
    written
}

/// Takes the lock; a holder that does not let go within a second is an error and no reason to stand still.
fn lock(file: &File) -> io::Result<()> {
    for _ in 0..LOCK_TRIES {
        match file.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) => std::thread::sleep(LOCK_PAUSE),
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Interrupted => {}
            // A file system without locks (some network ones): an append is whole nevertheless.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
                return Ok(());
            }
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
    Err(io::ErrorKind::ResourceBusy.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::History;

    fn entries(texts: &[&str]) -> Vec<HistoryEntry> {
        let mut history = History::default();
        for text in texts {
            history.add(text.as_bytes(), 5);
        }
        history.take_unsaved()
    }

    fn texts(file: &mut HistoryFile) -> Vec<String> {
        let records = file.load().unwrap();
        records
            .into_iter()
            .map(|(_, text)| String::from_utf8_lossy(&text).into_owned())
            .collect()
    }

    #[test]
    fn entries_come_back_and_the_file_is_private() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("state/ipcsh/history");
        HistoryFile::new(&path, 10)
            .append(&entries(&["a", "b\nc"]))
            .unwrap();
        let mut again = HistoryFile::new(&path, 10);
        assert_eq!(texts(&mut again), ["a", "b\nc"]);
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
        assert_eq!(
            fs::metadata(path.parent().unwrap()).unwrap().mode() & 0o777,
            0o700
        );
    }

    #[test]
    fn a_cut_off_line_does_not_swallow_the_next() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("history");
        fs::write(&path, b"5 whole\n6 cut o").unwrap();
        let mut file = HistoryFile::new(&path, 10);
        file.append(&entries(&["next"])).unwrap();
        assert_eq!(texts(&mut file), ["whole", "cut o", "next"]);
    }

    #[test]
    fn the_file_stays_bounded_and_nobody_loses_a_line_by_it() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("history");
        let mut one = HistoryFile::new(&path, 40);
        let mut other = HistoryFile::new(&path, 1000);
        for number in 0..100 {
            one.append(&entries(&[&format!("one {number}")])).unwrap();
            other
                .append(&entries(&[&format!("other {number}")]))
                .unwrap();
        }
        let kept = texts(&mut other);
        assert!(kept.len() <= 160, "{}", kept.len());
        assert_eq!(kept[kept.len() - 2..], ["one 99", "other 99"]);
    }

    #[test]
    fn a_full_disk_leaves_what_was_there() {
        let mut file = HistoryFile::new(Path::new("/dev/full"), 10);
        assert!(
            file.append(&entries(&["x"])).is_ok(),
            "no regular file: nothing is kept"
        );
        let home = tempfile::tempdir().unwrap();
        let mut directory = HistoryFile::new(home.path(), 10);
        assert!(directory.load().is_err() && directory.append(&entries(&["x"])).is_err());
    }

    #[test]
    fn clearing_empties_the_file() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("history");
        let mut file = HistoryFile::new(&path, 10);
        file.append(&entries(&["a"])).unwrap();
        file.clear().unwrap();
        assert_eq!(texts(&mut file), [""; 0]);
    }
}
