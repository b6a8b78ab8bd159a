# ipcs, ipcrm, ipcmk and the ledger

#### ipcs writes what util-linux writes
#% ipc
command -v /usr/bin/ipcs >/dev/null || { echo same; exit; }
shmget -v a -c 0x2a 4097; shmget -v b IPC_PRIVATE 1 0640; shmat -v m $b
msgget -v q -c -m 666 0x10; msgsnd $q 1 hello
semget -v s -i 1,2,3 0x11
for options in '' -m -q -s -a -t -p -c -l -u -b --human '-m -t' '-q -p' '-s -c' '-m -b' '-m --human' "-m -i $b" "-q -i $q" "-s -i $s"; do
	ipcs $options >ours; LC_ALL=C.UTF-8 /usr/bin/ipcs $options >theirs
	cmp -s ours theirs || { echo "differs: ipcs $options"; diff ours theirs; }
done
echo same
shmctl $b IPC_RMID
ipcs -m >ours; /usr/bin/ipcs -m >theirs; cmp ours theirs
ipcrm -a; shmdt -a
#> same

#### ipcs -j is JSON
#% ipc
shmget -v a -c 0x2a 4097; msgget -v q -c 0x10; semget -v s -i 1,2,3 0x11
ipcs -j | python3 -c 'import json,sys; d=json.load(sys.stdin); print(sorted(d), d["shm"][0]["key"], d["shm"][0]["size"] if "size" in d["shm"][0] else d["shm"][0].keys())'
ipcs -m -j | python3 -c 'import json,sys; print(list(json.load(sys.stdin)))'
ipcrm -a
#> ['msg', 'sem', 'shm'] 0x0000002a 4097
#> ['shm']

#### ipcs --pids tells who is attached, and where
#% ipc
shmget -v id IPC_PRIVATE 4K 0600
shmat -v a $id; shmat -v b -r $id
ipcs --pids | grep -c -w $$
ipcs --pids | grep -o "${a#0x}" | head -n 1 | sed 's/.*/at the address/'
shmdt -a; ipcrm -m $id
#> 2
#> at the address

#### ipcs --waiters tells who sleeps in which call
#% ipc
msgget -v q -c IPC_PRIVATE; semget -v s -i 0 IPC_PRIVATE
msgrcv -q $q & r=$!
semop -q $s -1 & w=$!
until [ -n "$(ipcs --waiters | grep -w $r)" ] && [ -n "$(ipcs --waiters | grep -w $w)" ]; do sleep 0.01; done
ipcs --waiters | grep -w $r | grep -o msgrcv
ipcs --waiters | grep -w $w | grep -o semop
ipcrm -a; wait; :
#> msgrcv

#### ipcs --session and --posix
#% ipc
shmget -v a -c 0x2a 4K
$SH -c 'shmget -v b -c 0x2b 4K'
ipcs --session | grep -c 0x
shm_open -v m /demo O_CREAT,O_RDWR; sem_open -v s /lock O_CREAT 1
ipcs --posix | grep -o '/demo\|/lock' | sort
shm_unlink /demo; sem_unlink /lock; ipcrm -a
#> 1
#> /demo
#> /lock

#### ipcrm by id, by key, old form, all of a kind
#% ipc
shmget -v a -c 0x1 1; shmget -v b -c 0x2 1; msgget -v q -c 0x3; semget -v s -i 0 0x4
ipcrm -m $a; ipcrm -M 0x2; ipcrm msg $q; ipcrm -S 4
ipcs -j
shmget -v a -c 0x1 1; msgget -v q -c 0x3
ipcrm --all=shm; ipcs -m -j; ipcs -q -j | grep -o '"key":"[^"]*"'; ipcrm -a; ipcs -j
#> {"msg":[],"shm":[],"sem":[]}
#> {"shm":[]}
#> "key":"0x00000003"
#> {"msg":[],"shm":[],"sem":[]}

#### ipcrm tells of each that is not there, and removes the others
#% ipc
shmget -v a -c 0x1 1
ipcrm -m 4711 -m $a -Q 0x99; echo $?
ipcs -m -j
ipcrm; echo $?
ipcrm -m x; echo $?
#> 1
#> {"shm":[]}
#> 2
#> 2
#! shmctl: EINVAL: Invalid argument (shmid 4711: no object has this id)
#! msgget: ENOENT: No such file or directory (key 0x99)
#! ipcrm: nothing to remove was named
#! ipcrm: ID: x is not a number

#### ipcrm --dry-run removes nothing; --orphans only whose creator is dead
#% ipc
shmget -v a -c 0x1 1
$SH -c 'shmget -v b -c 0x2 1'
ipcrm --orphans --dry-run >/dev/null; ipcs -m -j | grep -o '"id"' | grep -c .
ipcrm --orphans; ipcs -m | grep -o '0x0000000.'
ipcrm --session --dry-run >/dev/null; ipcs -m | grep -o '0x0000000.'
ipcrm --session; ipcs -m -j
#> 2
#> 0x00000001
#> 0x00000001
#> {"shm":[]}

#### ipcmk makes objects with random keys
#% ipc
ipcmk -M 4K -p 600 | sed 's/[0-9][0-9]*/N/'
ipcmk -S 3 | sed 's/[0-9][0-9]*/N/'; ipcmk -Q | sed 's/[0-9][0-9]*/N/'
ipcmk --var id -M 1M >/dev/null; shmctl $id IPC_STAT shm_segsz shm_perm.mode
ipcmk; echo $?
ipcmk -M x; echo $?
ipcrm -a
#> Shared memory id: N
#> Semaphore id: N
#> Message queue id: N
#> 1048576
#> 0644
#> 2
#> 2
#! ipcmk: needs -M, -S or -Q
#! ipcmk: SIZE: x is not a number

#### the ledger: made in subshells too, struck out when removed, nothing that was only opened
#% ipc
/usr/bin/ipcmk -Q -p 600 >/dev/null
shmget -v a -c 0x1 1
(shmget -v b -c 0x2 1)
x=$(semget -i 1 0x3)
mkfifo f; mq_open -v q /demo O_CREAT,O_RDWR; listen -v l unix:./sock
shmget -v c 0x1 1 0
ipcrm -m $a
ipcrm --session -v 2>&1 | sed "s,$PWD,HOME," | sed 's/[0-9][0-9]*/N/' | sort
ls; ipcs -m -j; ipcs -s -j; ipcs -q -j | grep -o '"id"' | grep -c .
ipcrm -a
#> removing /demo
#> removing HOME/f
#> removing HOME/sock
#> removing sem N
#> removing shm N
#> {"shm":[]}
#> {"sem":[]}
#> 1

#### set -o ipcclean removes what was made when the shell ends, also by a signal
#% ipc
/usr/bin/ipcmk -Q -p 600 >/dev/null
$SH -c 'set -o ipcclean; shmget -v a -c 0x1 1; mkfifo f; (msgget -v q -c 0x2); exit 3'; echo $?
$SH -c 'set -o ipcclean; shmget -v a -c 0x1 1; sem_open -v s /gone O_CREAT 1; kill -s TERM $$' 2>/dev/null; echo $?
$SH -c 'set -o ipcclean; shmget -v a -c 0x1 1; set +o ipcclean'; echo $?
ls; ls /dev/shm; ipcs -m | grep -o 0x0000000.; ipcs -q -j | grep -o '"id"' | grep -c .
ipcrm -a
#> 3
#> 143
#> 0
#> 0x00000001
#> 1

#### an interactive shell says what it leaves
#% ipc
$SH -ic 'shmget -v a -c 0x1 1; mkfifo f' 2>&1 | grep -o '[0-9]* IPC objects created here still exist (.*' | sed "s/shm [0-9]*/shm N/; s,$PWD,HOME,"
$SH -ic 'shmget -v a -c 0x2 1; ipcrm -m $a' 2>&1 | grep 'still exist'
$SH -c 'shmget -v a -c 0x3 1' 2>&1
ipcrm -a; rm f
#> 2 IPC objects created here still exist (shm N, HOME/f): ipcrm --session removes them

#### ipcs --rss tells what is in memory
#% ipc
shmget -v id -c IPC_PRIVATE 64K
ipcs --rss | grep -w "$id " | { read -r _ _ _ bytes rss _; echo $bytes $rss; }
shmwrite $id 0 x; shmwrite $id 40000 x
ipcs --rss | grep -w "$id " | { read -r _ _ _ bytes rss _; echo $bytes $rss; }
ipcrm -m $id
#> 65536 0
#> 65536 8192

#### ipcs -w shows again and again what there is
#% ipc
mkfifo seen
ipcs -q -w 0.01 >seen & watcher=$!
{
    while read -r row; do case $row in *Queues*) break ;; esac; done
    msgget -v id -c 0x77
    while read -r row; do case $row in 0x00000077*) echo there; break ;; esac; done
    ipcrm -Q 0x77
    rows=0
    while read -r row; do
        case $row in
            *Queues*) [ $rows = 1 ] && break; rows=1 ;; # two headers without a row between them
            0x00000077*) rows=0 ;;
        esac
    done
    echo gone
} <seen
kill $watcher; wait $watcher; echo $(($? - 128))
#> there
#> gone
#> 15
