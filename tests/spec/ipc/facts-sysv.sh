# Facts of System V shared memory, by the rows V1 to V15 of the facts page and its table of errors

#### V1 the size is a size_t: more than an int holds
#% everyone
#% ipc
shmget -v id IPC_PRIVATE 8G 0600,noreserve
shmctl $id IPC_STAT | grep segsz
shmctl $id IPC_RMID
#> shm_segsz=8589934592

#### V2 IPC_PRIVATE has no key, and each call makes a new segment
#% everyone
#% ipc
shmget -v a IPC_PRIVATE 4K 0600
shmget -v b IPC_PRIVATE 4K 0600
((a != b)) && echo two
for id in $a $b; do shmctl $id IPC_STAT | grep key; done
shmwrite $a 0 'by its id'
(shmread $a 0 9)
ipcrm -m $a -m $b
#> two
#> shm_perm.__key=0x00000000
#> shm_perm.__key=0x00000000
#> by its id

#### V3 the id is enough, no key is needed; and 0 is an id
#% everyone
#% ipc
shmget -v id 0x2a 4K creat,0600
echo $id
shmwrite 0 0 hello
$SH -c 'shmat -v a 0; peek $a 5; shmdt $a'
shmctl 0 IPC_RMID
#> 0
#> hello

#### V4 the size stays what was asked for, the memory is whole pages, and comes when it is touched
#% everyone
#% ipc
shmget -v id IPC_PRIVATE 1 0600
shmctl $id IPC_STAT | grep segsz
shmat -v a $id
poke $a+4095 x; echo $?
peek $a+4095 1
shmdt $a; shmctl $id IPC_RMID
shmget -v id IPC_PRIVATE 1M 0600
awk '$2 == '$id' { print $15 }' /proc/sysvipc/shm
shmat -v a $id
poke $a x; poke $a+100p x
awk '$2 == '$id' { print $15 }' /proc/sysvipc/shm
shmdt $a; shmctl $id IPC_RMID
#> shm_segsz=1
#> 0
#> x
#> 0
#> 8192

#### V5 without IPC_CREAT, IPC_EXCL counts for nothing
#% everyone
#% ipc
shmget -q 0x2a 4K excl,0600; echo $? $ERRNAME
shmget -v id 0x2a 4K creat,excl,0600
shmget -v same 0x2a 4K excl,0600; ((same == id)) && echo found
shmctl $id IPC_RMID
#> 1 ENOENT
#> found

#### V5 without mode bits nobody but root can attach it; the umask does not count
#% everyone
#% ipc
umask 077
shmget -v all 0x2a 4K creat,0666
shmctl $all IPC_STAT | grep mode
shmget -v none 0x2b 4K creat
awk '$2 == '$none' { print $3 }' /proc/sysvipc/shm
shmat -q -v a $none; status=$?
while read -r name value; do [ "$name" != CapEff: ] || caps=$((0x$value)); done </proc/$$/status
if ((caps >> 15 & 1)); then [ $status = 0 ]; else [ "$status $ERRNAME" = '1 EACCES' ]; fi && echo as CAP_IPC_OWNER says
shmdt -a
shmctl $all IPC_RMID; shmctl $none IPC_RMID
#> shm_perm.mode=0666
#> 0
#> as CAP_IPC_OWNER says
#! mode

#### V7 the members of shmid_ds
#% everyone
#% ipc
shmget -v id 0x2a 5000 creat,0640
shmctl $id IPC_STAT | sed 's/\(uid\|gid\|pid\|time\|seq\)\([ =:]*\)[0-9].*/\1\2N/'
shmctl -j $id IPC_STAT | tr , '\n' | cut -d: -f1
shmctl $id IPC_RMID
#> shm_perm.__key=0x0000002a
#> shm_perm.uid=N
#> shm_perm.gid=N
#> shm_perm.cuid=N
#> shm_perm.cgid=N
#> shm_perm.mode=0640
#> shm_perm.__seq=N
#> shm_segsz=5000
#> shm_atime=N
#> shm_dtime=N
#> shm_ctime=N
#> shm_cpid=N
#> shm_lpid=N
#> shm_nattch=0
#> {"shm_perm.__key"
#> "shm_perm.uid"
#> "shm_perm.gid"
#> "shm_perm.cuid"
#> "shm_perm.cgid"
#> "shm_perm.mode"
#> "shm_perm.__seq"
#> "shm_segsz"
#> "shm_atime"
#> "shm_dtime"
#> "shm_ctime"
#> "shm_cpid"
#> "shm_lpid"
#> "shm_nattch"

#### V8 nattch counts attachments, not processes
#% everyone
#% ipc
shmget -v id IPC_PRIVATE 4K 0600
# Without a pipeline: a subshell would have them all once more.
nattch() { shmctl $id IPC_STAT >stat; grep nattch stat; }
nattch
shmat -v a $id; shmat -v b $id
nattch
shmat -v c $id
(nattch)
nattch
shmdt -a
nattch
shmctl $id IPC_RMID
#> shm_nattch=0
#> shm_nattch=2
#> shm_nattch=6
#> shm_nattch=3
#> shm_nattch=0

#### V9 the address is chosen by the kernel, or is a page, or is rounded down; an occupied one needs SHM_REMAP
#% everyone
#% ipc
shmget -v id IPC_PRIVATE 4K 0600
shmat -v a $id; ((a != 0)) && echo chosen
shmdt $a
shmat -v b $id $a; ((a == b)) && echo as told
shmdt $b
shmat -q $id $((a + 1)); shmat -q -v b $id $((a + 1)); echo $? $ERRNAME
shmat -v b $id $((a + 100)) SHM_RND; ((a == b)) && echo rounded down
shmat -q -v c $id $a; echo $? $ERRNAME
shmat -v c $id $a SHM_REMAP; echo $?
shmat -q -v c $id NULL SHM_REMAP; echo $? $ERRNAME
shmdt $a
shmctl $id IPC_RMID
#> chosen
#> as told
#> 1 EINVAL
#> rounded down
#> 1 EINVAL
#> 0
#> 1 EINVAL

#### V10 the flag is SHM_RDONLY, and a store is SIGSEGV then
#% everyone
#% ipc
shmget -v id IPC_PRIVATE 4K 0600
shmat -v a $id SHM_RDONLY
peek -f u8 $a
poke $a x; echo $?
poke -q --signal $a x; echo $?
shmat -q -v b $id IPC_RDONLY; echo $?
shmdt -a
shmctl $id IPC_RMID
#> 0
#> 1
#> 139
#> 2
#! SHM_RDONLY

#### V11 shmat tells the address, or -1
#% everyone
#% ipc
shmget -v id IPC_PRIVATE 4K 0600
shmat -v a $id
case $a in 0x*) echo an address ;; esac
grep -c "^${a#0x}-.*SYSV00000000" /proc/$$/maps
shmdt $a; shmctl $id IPC_RMID
shmat -q -v b $id; echo $? "${b-unset}"
#> an address
#> 1
#> 1 unset

#### V12 shmdt takes it out of this process only; the segment stays
#% everyone
#% ipc
shmget -v id IPC_PRIVATE 4K 0600
shmat -v a $id
poke $a kept
(shmdt $a; peek -q $a 1; echo $?)
peek $a 4
shmdt $a; echo $?
shmdt -q $a; echo $? $ERRNAME
shmdt -q 0x1000; echo $? $ERRNAME
peek -q --signal $a 1; echo $?
shmread $id 0 4
$SH -c 'shmat -v a '$id'; exec sh -c "awk \"\\\$2 == '$id' { print \\\$7 }\" /proc/sysvipc/shm"'
shmctl $id IPC_RMID
#> 1
#> kept
#> 0
#> 1 EINVAL
#> 1 EINVAL
#> 139
#> kept
#> 0

#### V13 a removed segment lives until the last one lets go; it has no key any more, but its id
#% everyone
#% ipc
shmget -v id 0x2a 4K creat,0600
shmat -v a $id
shmctl $id IPC_RMID; echo $?
awk '$2 == '$id' { print $1, $3 }' /proc/sysvipc/shm
ipcs -m | grep -o dest
shmget -q 0x2a 0; echo $? $ERRNAME
shmat -v b $id; echo $?
poke $a shared; peek $b 6
shmctl $id IPC_RMID; echo $?
shmdt $a; shmdt $b
shmctl -q $id IPC_STAT; echo $? $ERRNAME
#> 0
#> 0 1600
#> dest
#> 1 ENOENT
#> 0
#> shared
#> 0
#> 1 EINVAL

#### V13 SHM_LOCK keeps it in memory, as far as the limit goes
#% everyone
#% ipc
shmget -v id IPC_PRIVATE 4K 0600
shmctl $id SHM_LOCK; echo $?
awk '$2 == '$id' { print $3 }' /proc/sysvipc/shm
shmctl $id SHM_UNLOCK; echo $?
awk '$2 == '$id' { print $3 }' /proc/sysvipc/shm
shmctl $id IPC_RMID
#> 0
#> 2600
#> 0
#> 600

#### V14 it stays when who made it has gone, until it is removed
#% everyone
#% ipc
$SH -c 'shmget -v id 0x2a 4K creat,0600; shmwrite $id 0 "still here"'
shmget -v id 0x2a 0
shmread $id 0 10
ipcrm -M 0x2a
shmget -q 0x2a 0; echo $ERRNAME
#> still here
#> ENOENT

#### V15 it is a file on tmpfs whose inode is the id; memory comes when touched as with mmap
#% everyone
#% ipc
shmget -v id 0x2a 2p creat,0600
shmat -v a $id
awk -v id=$id '$6 == "/SYSV0000002a" { print ($5 == id), $7 }' /proc/$$/maps
mincore $a 8K
poke $a+4K x
mincore $a 8K
mmap -v m -a 8K
poke $m+4K x
mincore $m
shmdt $a; shmctl $id IPC_RMID
#> 1 (deleted)
#> 00
#> 01
#> 01

#### V6 EINVAL: a size of 0, too large, larger than what there is, an id that is none, a bad command
#% everyone
#% ipc
shmget -q 0x2a 0 creat,0600; echo $? $ERRNAME
shmget -q 0x2a 18446744073709551615 creat,0600; echo $? $ERRNAME
shmget -v id 0x2a 1 creat,0600
shmget -q 0x2a 4096; echo $? $ERRNAME
shmctl $id IPC_RMID
shmat -q -v a $id; echo $? $ERRNAME
shmctl -q $id IPC_STAT; echo $? $ERRNAME
shmget 0x2a 0 creat,0600
#> 1 EINVAL
#> 1 EINVAL
#> 1 EINVAL
#> 1 EINVAL
#> 1 EINVAL
#? 1

#### V6 EEXIST: it is there, and IPC_EXCL wants it not to be
#% everyone
#% ipc
shmget -v id 0x2a 4K creat,excl,0600
shmget -q 0x2a 4K creat,excl,0600; echo $? $ERRNAME
shmget 0x2a 4K creat,excl,0600
ipcrm -m $id
#> 1 EEXIST
#! shmget: EEXIST: File exists (key 0x2a

#### V6 EIDRM is for sleepers only: who comes later gets EINVAL, by the key ENOENT
#% everyone
#% ipc
shmget -v id 0x2a 4K creat,0600; shmctl $id IPC_RMID
shmget -q 0x2a 0; echo $ERRNAME
shmat -q -v a $id; echo $ERRNAME
msgget -v q IPC_PRIVATE 0600
{ msgrcv -q $q; echo $? $ERRNAME; } &
until ipcs -q --waiters | grep -q $!; do :; done
ipcrm -q $q
wait
semget -v s -i 0 IPC_PRIVATE
{ semop -q $s 0:-1; echo $? $ERRNAME; } &
until semctl -v n $s 0 GETNCNT && ((n == 1)); do :; done
semctl $s IPC_RMID
wait
#> ENOENT
#> EINVAL
#> 1 EIDRM
#> 1 EIDRM

#### V6 ENOSPC: there are as many segments as there may be, or as many pages
#~ The limits belong to the namespace; only who has CAP_SYS_RESOURCE over it (or owns /proc/sys) can set them.
#% ipc
if ! echo 1 2>/dev/null >/proc/sys/kernel/shmmni; then
    printf '%s\n' '1 ENOSPC' '1 ENOSPC'
else
    shmget -v id IPC_PRIVATE 4K 0600
    shmget -q IPC_PRIVATE 4K 0600; echo $? $ERRNAME
    ipcrm -m $id
    echo 4096 >/proc/sys/kernel/shmmni; echo 1 >/proc/sys/kernel/shmall
    shmget -q IPC_PRIVATE 8K 0600; echo $? $ERRNAME
fi
#> 1 ENOSPC
#> 1 ENOSPC

#### V6 ENOENT: nothing has this key, and nothing is to be made
#% everyone
#% ipc
shmget -q 0x2a 4K; echo $? $ERRNAME
shmget 0x2a 4K
#> 1 ENOENT
#? 1
#! shmget: ENOENT

#### V6 EACCES: another's segment; asking for nothing succeeds, and then attaching fails
#~ Needs root to have two users.
#% ipc
shmget -v id 0x2a 4K creat,0600
other='setpriv --reuid=65534 --regid=65534 --clear-groups'
if ! $other true 2>/dev/null; then printf '%s\n' '1 EACCES' 0 '1 EACCES' '1 EACCES' '1 EPERM'; else
$other $SH -c 'shmget -q 0x2a 4K 0600; echo $? $ERRNAME
    shmget -v id 0x2a 4K 0; echo $?
    shmat -q -v a $id; echo $? $ERRNAME
    shmctl -q $id IPC_STAT; echo $? $ERRNAME
    shmctl -q $id IPC_RMID; echo $? $ERRNAME'
fi
ipcrm -m $id
#> 1 EACCES
#> 0
#> 1 EACCES
#> 1 EACCES
#> 1 EPERM

#### V6 ENOMEM: more than the machine has
#~ Where memory is promised without counting (vm.overcommit_memory 1) it is not refused.
#% everyone
#% ipc
if [ $(cat /proc/sys/vm/overcommit_memory) = 1 ]; then echo 1 ENOMEM; else shmget -q IPC_PRIVATE 64T 0600; echo $? $ERRNAME; fi
#> 1 ENOMEM

#### V6 ENOMEM: huge pages that are not there
#~ Without CAP_IPC_LOCK it is EPERM (hugetlb_shm_group may allow it); a kernel without huge pages says EINVAL.
#% everyone
#% ipc
shmget -q IPC_PRIVATE 1024G creat,0600,hugetlb; status=$?
case $status$ERRNAME in 1ENOMEM | 1EPERM | 1EINVAL) echo refused ;; *) echo $status $ERRNAME ;; esac
#> refused

#### V6 EPERM: only the owner removes and changes
#% ipc
shmget -v id 0x2a 4K creat,0666
other='setpriv --reuid=65534 --regid=65534 --clear-groups'
if ! $other true 2>/dev/null; then printf '%s\n' 0 '1 EPERM' '1 EPERM'; else
$other $SH -c 'shmat -v a '$id'; echo $?
    shmctl -q '$id' IPC_SET mode=0600; echo $? $ERRNAME
    shmctl -q '$id' IPC_RMID; echo $? $ERRNAME'
fi
ipcrm -m $id
#> 0
#> 1 EPERM
#> 1 EPERM
