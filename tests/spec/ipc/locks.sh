# File locks: flock, lslocks

#### flock runs a command under the lock: function, builtin, program, text
count() { echo in the function "$@"; return 3; }
flock lock count a b; echo $?
flock lock sh -c 'exit 4'; echo $?
flock lock -c 'echo one word; exit_status() { return 5; }; exit_status'; echo $?
flock lock nosuchcommand 2>/dev/null; echo $?
x=1; flock lock eval x=2; echo $x
#> in the function a b
#> 3
#> 4
#> one word
#> 5
#> 127
#> 2

#### flock on a descriptor stays until unlocked or closed
sysopen -v f lock O_RDWR,O_CREAT
flock $f
flock -n lock echo mine; echo $?
flock -u $f; flock -n lock echo mine
flock -s $f; flock -n -s lock echo shared; flock -n -x lock echo no; echo $?
close $f; flock -n lock echo free
#> 1
#> mine
#> shared
#> 1
#> free

#### flock: status when the lock cannot be had
sysopen -v f lock O_RDWR,O_CREAT; flock $f
flock -n lock :; echo $?
flock -n -E 9 lock :; echo $?
flock -w 0.05 lock :; echo $?
flock -t 0.05 lock :; echo $?
flock -w x lock :; echo $?
flock; echo $?
flock nodir/lock :; echo $? $ERRNAME
flock 99; echo $? $ERRNAME
#> 1
#> 9
#> 1
#> 124
#> 2
#> 2
#> 1 ENOENT
#> 1 EBADF
#! flock: timed out after 50ms (fd 10, operation LOCK_EX)
#! flock: SECS: x is not a number
#! flock: missing operand FILE|FD
#! open: ENOENT: No such file or directory (nodir/lock)
#! flock: EBADF: Bad file descriptor (fd 99, operation LOCK_EX)

#### no increment is lost under a lock
echo 0 >n
for p in 1 2 3; do (i=0; while [ $i -lt 20 ]; do flock lock -c 'read v <n; echo $((v + 1)) >n'; i=$((i + 1)); done) & done
wait; cat n
#> 60

#### a blocked flock runs traps meanwhile, and goes on
sysopen -v f lock O_RDWR,O_CREAT; flock $f
trap 'echo trapped; flock -u $f' USR1
sysopen -v g lock O_RDWR
(until grep -q -- "-> FLOCK .* $$ " /proc/locks; do sleep 0.01; done; kill -s USR1 $$) &
flock $g; echo $?; wait
#> trapped
#> 0

#### locking a FIFO waits for nobody at its other end
mkfifo f
flock f echo locked
flock -o f true; echo $?
flock f $SH -c 'flock -n f :; echo $?'
#> locked
#> 0
#> 1

#### lslocks shows holder, kind and path
sysopen -v f lock O_RDWR,O_CREAT; flock $f
lslocks -n -r -p $$ -o PID,TYPE,MODE,PATH | sed "s/^$$ /PID /; s, [^ ]*/lock, DIR/lock," | sort -u
fcntl $f F_SETLK F_RDLCK 0 10; lslocks -n -r -p $$ -o TYPE,MODE,START,END | sort -u
lslocks -J -p $$ | python3 -c 'import json,sys; print(sorted({x["type"] for x in json.load(sys.stdin)["locks"]}))'
lslocks -o NOSUCH; echo $?
#> PID FLOCK WRITE DIR/lock
#> FLOCK WRITE 0 0
#> POSIX READ 0 9
#> ['FLOCK', 'POSIX']
#> 2
#! lslocks: LIST: 'NOSUCH': no such column
