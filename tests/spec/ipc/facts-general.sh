# Facts that belong to all mechanisms, by the rows G1 to G5 of the facts page

#### G1 what exec keeps: number, directory, umask, descriptors without close-on-exec, ignored signals
#% everyone
umask 027
trap '' USR1
pipe p; pipe -x q
cat >probe <<'END'
[ $$ = $1 ] && echo same process
[ "$(pwd)" = "$4" ] && echo same directory
umask
for fd in $2 $3; do [ -e /proc/self/fd/$fd ] && echo open || echo closed; done
while read -r name value; do [ "$name" != SigIgn: ] || echo ignored $((0x$value >> 9 & 1)); done </proc/$$/status
while read -r name value; do [ "$name" != SigCgt: ] || echo caught $((0x$value >> 11 & 1)); done </proc/$$/status
END
trap : USR2
execve /bin/sh ./probe $$ ${p[0]} ${q[0]} "$PWD" 2>err
echo not reached
#> same process
#> same directory
#> 0027
#> open
#> closed
#> ignored 1
#> caught 0

#### G1 what exec does not keep: mappings, attachments, descriptors of message queues
#% everyone
#% ipc
shmget -v id IPC_PRIVATE 4K 0600
(
    shmat -v a $id
    mq_open -v q /exec O_CREAT,O_RDWR
    execve -e q=$q /bin/sh -c 'grep -c SYSV /proc/self/maps; [ -e /proc/self/fd/$q ] && echo open || echo closed'
)
ipcrm -m $id; mq_unlink /exec
#> 0
#> closed

#### G1 the list in the letters: l and v are lists and vectors, p searches, e has an environment
#% everyone
PATH=$PWD:$PATH
printf '#!/bin/sh\necho found by PATH: "$@"\n' >tool; chmod +x tool
(execve tool x)
mkdir sub; cd sub
(execve -q tool x; echo $? $ERRNAME) # no search, and it is not in this directory
(execve -p tool x)
(execve -c -e ONLY=this /usr/bin/env)
#> found by PATH: x
#> 127 ENOENT
#> found by PATH: x
#> ONLY=this

#### G1 how exec fails
#% everyone
(execve -q ./missing; echo $? $ERRNAME)
echo 'echo text' >text
(execve -q ./text; echo $? $ERRNAME)
(execve -q .; echo $? $ERRNAME)
chmod +x text
(execve -q ./text; echo $? $ERRNAME)
(execve -p ./text)
printf '#!/no/such/interpreter\n' >bad; chmod +x bad
(execve -q ./bad; echo $? $ERRNAME)
printf -v long '%200000s' ''
(execve -q /bin/true "$long"; echo $? $ERRNAME)
(execve -q /bin/true a b; echo not reached); echo $?
execve ./text
#> 127 ENOENT
#> 126 EACCES
#> 126 EACCES
#> 126 ENOEXEC
#> text
#> 127 ENOENT
#> 126 E2BIG
#> 0
#? 126
#! ENOEXEC: Exec format error

#### G1 the first argument is the name that the program sees
#% everyone
(exec -a other sh -c 'echo $0')
(execve -a other /bin/sh -c 'echo $0')
(exec -c env)
#> other
#> other

#### G2 help ipc shows each mechanism with a line that can be run
help ipc | awk '/One line to try/ { on = 1; next } /^$/ { on = 0 } on { print $1 }' | tr '\n' ' '; echo
#> pipe FIFO mmap SysV SysV SysV POSIX POSIX POSIX socket signal eventfd file futex 

#### G3 what kinds of files there are
#% everyone
#% ipc
mkfifo fifo; ln -s fifo link; : >file
listen -v l unix:sock
for name in file . link fifo sock /dev/null; do
    ls -ld "$name" | cut -c 1
done
[ -p fifo ] && [ -S sock ] && [ -h link ] && [ -c /dev/null ] && [ -d . ] && [ -f file ] && echo as test says
mq_open -v q /types O_CREAT,O_RDWR; pipe p; eventfd -v e; signalfd -v s USR1; timerfd -v t 1h; memfd_create -v m x; pidfd_open -v d $$
fds -j | tr '{' '\n' | sed -n 's/.*"fd":\([3-9]\),"type":"\([a-z]*\)".*/\1 \2/p'
mq_unlink /types
#> -
#> d
#> l
#> p
#> s
#> c
#> as test says
#> 3 sock
#> 4 mqueue
#> 5 pipe
#> 6 pipe
#> 7 eventfd
#> 8 signalfd
#> 9 timerfd

#### G3 the descriptor of a queue, which is always close-on-exec, is shown whatever its number
#% everyone
#% ipc
pipe p; pipe p; pipe p; pipe p; pipe p
mq_open -v q /queue O_CREAT,O_RDWR
((q >= 10)) && fds | awk '$1 == '$q' { print $2, $NF }'
mq_unlink /queue
#> mqueue /queue

#### G3 O_NONBLOCK has no effect on ordinary files: the end is 0, not EAGAIN, and they are always ready
#% everyone
: >file
sysopen -v f file O_RDWR,O_NONBLOCK
sysread -q $f; echo $?
poll $f:in,out
#> 3
#> 3 in,out

#### G4 signals carry a number, wait while they are held back, and are taken by sigwait and signalfd
#% everyone
trap 'echo trapped $SIGINFO_VALUE' USR1
sigqueue $$ USR1 42
sigprocmask -v before SIG_BLOCK USR1
sigqueue $$ USR1 43
sigpending
sigwait -i info USR1; echo ${info[3]}
sigpending
sigqueue $$ USR1 44
signalfd -v s USR1
# Not in a pipeline: a signalfd gives the signals of the process that reads.
sysread -f siginfo $s >info; grep -o 'value=44\|ssi_int=44' info
kill -s USR1 $$
echo not yet
sigprocmask -v before SIG_UNBLOCK USR1
#> trapped 42
#> USR1
#> SIGUSR1
#> value=43
#>
#> ssi_int=44
#> not yet
#> trapped 0

#### G4 ignored signals are inherited over fork and exec, caught ones are reset; a mask is inherited
#% everyone
trap '' USR1; trap : USR2
sigprocmask -v before SIG_BLOCK HUP
sh -c 'while read -r name value; do case $name in
    SigIgn:) echo ignored $((0x$value >> 9 & 1)) ;;
    SigCgt:) echo caught $((0x$value >> 11 & 1)) ;;
    SigBlk:) echo blocked $((0x$value & 1)) ;;
esac; done </proc/$$/status'
(sigprocmask)
#> blocked 1
#> ignored 1
#> caught 0
#> HUP

#### G4 what signals do when nothing is said
#% everyone
for sig in TERM KILL PIPE USR1 HUP; do sh -c 'kill -'$sig' $$'; echo $?; done 2>/dev/null
for sig in CHLD WINCH CONT URG; do sh -c 'kill -'$sig' $$; echo alive'; done
#> 143
#> 137
#> 141
#> 138
#> 129
#> alive
#> alive
#> alive
#> alive

#### G4 sigaction decodes what a process does with its signals
#% everyone
trap '' USR1; trap : USR2
sigprocmask -v before SIG_BLOCK HUP
sigaction | grep -w 'SigBlk\|SigIgn'
sigaction $$ | grep SigCgt | grep -o USR2
#> SigBlk=HUP
#> SigIgn=USR1
#> USR2

#### G5 the three types of local sockets: bytes, messages, messages of a connection
#% everyone
for type in stream dgram seqpacket; do
    socketpair $type s
    send ${s[0]} one; send ${s[0]} two
    recv ${s[1]}
    recv -q -n ${s[1]}; echo $?
    close ${s[0]}
    recv -q -n ${s[1]}; echo $?
    close ${s[1]}
done
#> onetwo
#> 4
#> 3
#> one
#> two
#> 0
#> 4
#> one
#> two
#> 0
#> 3

#### G5 a path that was left is EADDRINUSE, without a listener ECONNREFUSED, without a path ENOENT
#% everyone
listen -v l unix:sock
socket -v b AF_UNIX SOCK_STREAM
bind -q $b unix:sock; echo $? $ERRNAME
connect -v c unix:sock; echo $?
close $l
connect -q -v c2 unix:sock; echo $? $ERRNAME
listen -q -v l unix:sock; echo $? $ERRNAME
listen --unlink -v l unix:sock; echo $?
rm sock
connect -q -v c2 unix:sock; echo $? $ERRNAME
#> 1 EADDRINUSE
#> 0
#> 1 ECONNREFUSED
#> 1 EADDRINUSE
#> 0
#> 1 ENOENT

#### G5 an abstract name has no file and goes with the socket
#% everyone
listen -v l unix:@facts-$$
getsockname $l | grep -c '^unix:@facts-'
ls
connect -v c unix:@facts-$$; echo $?
close $l
connect -q -v c2 unix:@facts-$$; echo $? $ERRNAME
#> 1
#> 0
#> 1 ECONNREFUSED

#### G5 a path has at most 108 bytes, and the socket file has a mode that counts
#% everyone
printf -v long '%0108d' 0
listen -v l unix:$long; echo $?
connect -v c unix:$long; echo $?
listen -q -v l2 unix:${long}0; echo $?
listen -v l3 -m 600 unix:own
stat -c %A own
#> 0
#> 0
#> 1
#> srw-------

#### G5 shutdown ends one direction
#% everyone
socketpair s
send ${s[0]} question
shutdown ${s[0]} SHUT_WR
recv ${s[1]}
recv -q ${s[1]}; echo $?
send ${s[1]} answer; recv ${s[0]}
send -q ${s[0]} more; echo $? $ERRNAME
#> question
#> 3
#> answer
#> 1 EPIPE

#### G5 a descriptor is passed, and the peer is known
#% everyone
socketpair s
echo 'in the file' >f
sysopen -v f f O_RDONLY
sysread $f 3
sendfd ${s[0]} $f
recvfd -v got ${s[1]} >/dev/null
sysread ${got[0]}
peercred ${s[0]} >cred
grep -c "$$" cred
#> in 
#> the file
#> 1
