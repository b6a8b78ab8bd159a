//! `ipcs -j`: the same facts as JSON, one object for all that was asked for.

use super::{Objects, Which};
use crate::builtin::ipc::record::{Cell, Record};
use crate::look::sysv::Perm;
use crate::plan::Json;

/// `{"shm":[…],"msg":[…],"sem":[…]}`
pub(super) fn json(objects: &Objects, which: Which) -> String {
    let mut json = Json::new();
    json.object(|all| {
        if which.msg {
            let records = objects.msg.iter().map(|queue| {
                identity(&queue.perm)
                    .number("cbytes", queue.cbytes)
                    .number("qnum", queue.qnum)
                    .number("lspid", queue.lspid)
                    .number("lrpid", queue.lrpid)
                    .with("stime", Cell::Time(queue.stime))
                    .with("rtime", Cell::Time(queue.rtime))
                    .with("ctime", Cell::Time(queue.ctime))
            });
            list(all, "msg", records);
        }
        if which.shm {
            let records = objects.shm.iter().map(|segment| {
                identity(&segment.perm)
                    .number("size", segment.size)
                    .number("nattch", segment.nattch)
                    .number("cpid", segment.cpid)
                    .number("lpid", segment.lpid)
                    .with("atime", Cell::Time(segment.atime))
                    .with("dtime", Cell::Time(segment.dtime))
                    .with("ctime", Cell::Time(segment.ctime))
                    .number("rss", segment.rss)
                    .number("swap", segment.swap)
            });
            list(all, "shm", records);
        }
        if which.sem {
            let records = objects.sem.iter().map(|set| {
                identity(&set.perm)
                    .number("nsems", set.nsems)
                    .with("otime", Cell::Time(set.otime))
                    .with("ctime", Cell::Time(set.ctime))
            });
            list(all, "sem", records);
        }
    });
    json.finish() + "\n"
}

fn list(json: &mut Json, name: &str, records: impl Iterator<Item = Record>) {
    json.key(name).list(|list| {
        for record in records {
            record.write_json(list);
        }
    });
}

fn identity(perm: &Perm) -> Record {
    Record::new()
        .with("key", Cell::Key(perm.key))
        .number("id", perm.id)
        .with("mode", Cell::Mode(perm.mode))
        .number("uid", perm.uid)
        .number("gid", perm.gid)
        .number("cuid", perm.cuid)
        .number("cgid", perm.cgid)
}
