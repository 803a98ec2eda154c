//! Copies of a database in a file: taken beside whoever works on it, looked through, put in their place at once or not at all.
//!
//! A copy is made by `VACUUM INTO`: it reads one state of the database and keeps nobody from writing, and it goes through once. SQLite's
//! online backup begins anew with every write of another process, so that under load it may never end. What `VACUUM INTO` does not
//! do, namely see to it that the disk has the copy, is done here.
//!
//! Absent on purpose: PostgreSQL, which has tools of its own; the checks of `fsck`.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use sea_orm::DatabaseConnection;

use crate::clock::by_the_wall;
use crate::error::StoreError;
use crate::place::{Place, refuse};
use crate::schema;
use crate::sql::{all, execute, fault, get, number, one};
use crate::store::{ServerLock, Store, lock_real};

/// What every file of SQLite begins with.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";
/// What SQLite keeps beside a file while it is open.
const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];

/// A copy under a temporary name, in the folder where it shall lie; thrown away unless it is kept.
#[derive(Debug)]
pub struct Draft {
    file: PathBuf,
    target: PathBuf,
    /// Everything that was answered before this moment is in it, by the clock of this machine.
    pub at: DateTime<Utc>,
}

/// What was found in a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Examined {
    /// How many cases it holds, errands among them.
    pub cases: u64,
    /// Whether it has the schema of this program; else an older one.
    pub is_current: bool,
}

impl Draft {
    /// Copies a database in a file as it is at this moment, whoever works on it.
    ///
    /// # Errors
    /// When it is not there, not in a file, or not voronka's; when the target is there and must not be replaced; when a file cannot be
    /// written.
    pub async fn of_database(url: &str, target: &Path, replace: bool) -> Result<Self, StoreError> {
        let source = file_of(url)?;
        is_sqlite(&source)?;
        if is_same(&source, target) {
            return Err(refuse(
                target,
                "это сама база, а не место для копии",
                "this is the database itself, no place for a copy",
            ));
        }
        let draft = Self::beside(target, replace)?;
        let db = Place::File(source.clone()).connect(1).await?;
        schema::is_current(&db, &source).await?;
        let name =
            draft.file.to_str().ok_or_else(|| refuse(target, "имя файла не в UTF-8", "the name of the file is not UTF-8"))?;
        execute(&db, "VACUUM INTO $1", vec![name.into()]).await?;
        db.close().await.map_err(fault)?;
        Ok(draft)
    }

    /// Copies a copy to where a database shall lie.
    ///
    /// # Errors
    /// When it is not there, no file of SQLite, or in use; when a file cannot be written.
    pub fn of_copy(copy: &Path, seat: &Seat) -> Result<Self, StoreError> {
        is_sqlite(copy)?;
        if fs::metadata(beside(copy, "-wal")).is_ok_and(|log| log.len() > 0) {
            return Err(refuse(
                copy,
                "рядом лежит журнал -wal: это рабочая база, и в одном файле не все ее данные; сделайте копию командой voronka backup",
                "its log -wal lies beside it: this is a database in use, and not all of it is in the one file; make a copy with voronka backup",
            ));
        }
        let draft = Self::beside(&seat.path, true)?;
        fs::copy(copy, &draft.file).map_err(|error| unwritten(&draft.file, &error))?;
        private(&draft.file)?;
        Ok(draft)
    }

    /// An empty file that nobody else may read, under a name that nobody else has.
    fn beside(target: &Path, replace: bool) -> Result<Self, StoreError> {
        is_free(target, replace)?;
        let file = beside(target, &format!(".{}.part", std::process::id()));
        let mut options = File::options();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&file).map_err(|error| unwritten(&file, &error))?;
        Ok(Self { file, target: target.to_owned(), at: by_the_wall() })
    }

    /// Looks through the file, without changing its schema.
    ///
    /// # Errors
    /// When it is damaged, not voronka's, or of a newer voronka.
    pub async fn examine(&self, named: &Path) -> Result<Examined, StoreError> {
        let db = Place::File(self.file.clone()).connect(1).await.map_err(|error| damaged(named, &error))?;
        let looked = look(&db, named).await;
        db.close().await.map_err(fault)?;
        looked
    }

    /// Opens it as a database; an older schema is brought up to date.
    ///
    /// # Errors
    /// When that fails.
    pub async fn open(&self) -> Result<Store, StoreError> {
        Store::open_at(Place::File(self.file.clone())).await
    }

    /// Gives the copy its name, when the disk has it; how large it is, in bytes.
    ///
    /// # Errors
    /// When the name is taken and must not be replaced, or the disk fails.
    pub fn keep(self, replace: bool) -> Result<u64, StoreError> {
        is_free(&self.target, replace)?;
        if fs::metadata(beside(&self.file, "-wal")).is_ok_and(|log| log.len() > 0) {
            return Err(StoreError::Database("the log of the copy was not moved into it".to_owned()));
        }
        let failed = |error| unwritten(&self.target, &error);
        let file = File::open(&self.file).map_err(failed)?;
        file.sync_all().map_err(failed)?;
        let bytes = file.metadata().map_err(failed)?.len();
        fs::rename(&self.file, &self.target).map_err(failed)?;
        sync_folder(&self.target).map_err(failed)?;
        Ok(bytes)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // What was kept is there under its name only.
        for name in BESIDE.iter().map(|more| beside(&self.file, more)).chain([self.file.clone()]) {
            let _thrown_away = fs::remove_file(name);
        }
    }
}

/// Where a database shall lie, held against every server.
#[derive(Debug)]
pub struct Seat {
    path: PathBuf,
    is_taken: bool,
    _lock: ServerLock,
}

impl Seat {
    /// Takes it.
    ///
    /// # Errors
    /// When it is not in a file, a server works on it, or something is there and must not be replaced.
    pub fn take(url: &str, replace: bool) -> Result<Self, StoreError> {
        let Place::File(named) = Place::of(url)? else { return Err(not_a_file(url)) };
        let place = Place::File(named.clone());
        place.check()?;
        let path = real(&named);
        let lock = lock_real(&named, path.clone())?;
        let is_taken = path.exists();
        if is_taken && !replace {
            return Err(refuse(
                &named,
                "база уже есть; с --replace она будет отложена под другим именем",
                "a database is there already; with --replace it is kept aside under another name",
            ));
        }
        Ok(Self { path, is_taken, _lock: lock })
    }

    /// Puts a copy there. What was there is kept aside: under which name.
    ///
    /// # Errors
    /// When the disk fails; then the database is where it was, or aside under the name that the error tells.
    pub fn put(&self, draft: Draft) -> Result<Option<PathBuf>, StoreError> {
        if self.is_taken {
            same_owner(&self.path, &draft.file).map_err(|error| unwritten(&draft.file, &error))?;
        }
        let name = format!(".before-{}", draft.at.format("%Y%m%dT%H%M%SZ"));
        let aside = beside(&self.path, &name);
        // The log first: one that lay beside another database would be taken for its own.
        for more in BESIDE.iter().copied().chain([""]) {
            let (from, to) = (beside(&self.path, more), beside(&aside, more));
            if from.exists() {
                is_free(&to, false)?;
                fs::rename(&from, &to).map_err(|error| unwritten(&to, &error))?;
            }
        }
        draft.keep(false)?;
        Ok(self.is_taken.then_some(aside))
    }
}

async fn look(db: &DatabaseConnection, named: &Path) -> Result<Examined, StoreError> {
    let said = all(db, "PRAGMA integrity_check(20)", Vec::new()).await.map_err(|error| damaged(named, &error))?;
    for row in said {
        let said: String = get(&row, "integrity_check")?;
        if said != "ok" {
            return Err(damaged(named, &said));
        }
    }
    let is_current = schema::is_current(db, named).await?;
    let row = one(db, "SELECT COUNT(*) AS number FROM cases", Vec::new()).await?;
    Ok(Examined { cases: row.map_or(Ok(0), |row| number(&row, "number"))?, is_current })
}

fn file_of(url: &str) -> Result<PathBuf, StoreError> {
    match Place::of(url)? {
        Place::File(path) => Ok(path),
        Place::Memory | Place::Server(_) => Err(not_a_file(url)),
    }
}

fn not_a_file(url: &str) -> StoreError {
    let shown = Place::of(url).map_or_else(|_| String::new(), |place| place.name());
    refuse(
        Path::new(&shown),
        "это не файл; ожидался адрес вида sqlite://ФАЙЛ",
        "this is no file; expected an address like sqlite://FILE",
    )
}

/// Refuses what SQLite would only call «unable to open».
fn is_sqlite(path: &Path) -> Result<(), StoreError> {
    let mut head = [0; MAGIC.len()];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut head));
    match read {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Err(refuse(path, "такого файла нет; проверьте путь", "there is no such file; check the path"))
        }
        Ok(()) if head == *MAGIC => Ok(()),
        Ok(()) | Err(_) => Err(refuse(
            path,
            "это не база SQLite; укажите копию, сделанную командой voronka backup",
            "this is no database of SQLite; name a copy that was made by voronka backup",
        )),
    }
}

fn is_free(path: &Path, replace: bool) -> Result<(), StoreError> {
    match !replace && path.exists() {
        true => Err(refuse(
            path,
            "файл уже есть; укажите другое имя или добавьте --replace",
            "the file is there already; name another one, or add --replace",
        )),
        false => Ok(()),
    }
}

fn is_same(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

/// The file that is meant, behind every link; also of one that is not there yet.
fn real(path: &Path) -> PathBuf {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let named = || Some(folder.canonicalize().ok()?.join(path.file_name()?));
    path.canonicalize().ok().or_else(named).unwrap_or_else(|| path.to_owned())
}

fn beside(path: &Path, more: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(more);
    name.into()
}

fn private(path: &Path) -> Result<(), StoreError> {
    #[cfg(unix)]
    {
        let rights = std::os::unix::fs::PermissionsExt::from_mode(0o600);
        fs::set_permissions(path, rights).map_err(|error| unwritten(path, &error))?;
    }
    Ok(())
}

/// Whoever could read and write the one file can do so with the other: an administrator restores, and somebody else serves.
fn same_owner(of: &Path, file: &Path) -> std::io::Result<()> {
    let known = fs::metadata(of)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, chown};
        let own = fs::metadata(file)?;
        if (own.uid(), own.gid()) != (known.uid(), known.gid()) {
            chown(file, Some(known.uid()), Some(known.gid()))?;
        }
    }
    fs::set_permissions(file, known.permissions())
}

/// A new name is on the disk when its folder is.
fn sync_folder(path: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

fn unwritten(path: &Path, error: &std::io::Error) -> StoreError {
    refuse(
        path,
        format!("не получается записать ({error}); проверьте папку, права и место на диске"),
        format!("cannot be written ({error}); check the folder, the rights and the space on the disk"),
    )
}

fn damaged(path: &Path, what: &dyn std::fmt::Display) -> StoreError {
    refuse(
        path,
        format!("файл поврежден: {what}; возьмите другую копию"),
        format!("the file is damaged: {what}; take another copy"),
    )
}
