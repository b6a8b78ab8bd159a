# What holds for all IPC builtins

#### --help and help give the same page, --explain does nothing
#% ipc
[ "$(help shmget)" = "$(shmget --help)" ] && echo same
shmget --explain -c 0x2a 4K >/dev/null; echo $?; ipcs -m -j
mkfifo --explain p >/dev/null; ls
#> same
#> 0
#> {"shm":[]}

#### errors set ERRNO, ERRNAME, ERRMSG and ERRCALL; errno tells of the last one
#% ipc
shmget -q 0x2a 1 0; echo $? $ERRNO $ERRNAME "$ERRMSG" $ERRCALL
errno
errno EAGAIN 11; errno -s 'broken pipe'; errno NOSUCH; echo $?
errno -v e ENOENT; echo "$e"; [ $(errno -l | wc -l) -gt 100 ] && echo all
#> 1 2 ENOENT No such file or directory shmget
#> ENOENT 2 No such file or directory
#> EAGAIN 11 Resource temporarily unavailable
#> EAGAIN 11 Resource temporarily unavailable
#> EPIPE 32 Broken pipe
#> 1
#> ENOENT 2 No such file or directory
#> all
#! errno: ERROR: 'NOSUCH': no such error

#### errno -l and -s take no names besides
errno -l EAGAIN; echo $?
errno -s pipe EAGAIN; echo $?
#> 2
#> 2
#! errno: ERROR: 'EAGAIN': not with -l or -s

#### -q is silent and keeps the status; wrong usage is told all the same
#% ipc
shmget -q 0x2a 1 0; echo $?
shmget -q; echo $?
#> 1
#> 2
#! shmget: missing operand KEY

#### a script's errors name file and line
#% ipc
printf '\n\nshmget 0x2a 1 0\n' >s.ipcsh
$SH s.ipcsh; echo $?
#> 1
#! shmget: ENOENT: No such file or directory (key 0x2a, size 1: no such key, and IPC_CREAT is not given)

#### times can be written in several ways
pipe p
for t in 0.01 10ms .01s 0; do sysread -t $t ${p[0]} 2>/dev/null; echo $?; done
sysread -t x ${p[0]}; echo $?
sysread -t -1 ${p[0]}; echo $?
#> 124
#> 124
#> 124
#> 124
#> 2
#> 2
#! sysread: TIME: x is not a number
#! sysread: TIME: -1 is not a number

#### sizes can be written in several ways
sysopen -v f f O_RDWR,O_CREAT
for n in 10 0x10 010 1k 1K 1KiB 1kB 2p 1M 1MB; do ftruncate $f $n && wc -c <f; done
ftruncate $f 1Q; echo $?
ftruncate $f 99999999999T; echo $?
ftruncate $f ''; echo $?
#> 10
#> 16
#> 8
#> 1024
#> 1024
#> 1024
#> 1000
#> 8192
#> 1048576
#> 1000000
#> 2
#> 2
#> 2
#! ftruncate: LENGTH: 1Q is not a number
#! ftruncate: LENGTH: 99999999999T is out of range
#! ftruncate: LENGTH: '' is not a number

#### results go into elements of arrays; a subscript is never evaluated
sysopen -v 'a[3]' /dev/null O_RDONLY; echo ${a[3]}
sysopen -v 'a[$(touch evil)]' /dev/null O_RDONLY; echo $?; ls
#> 3
#> 2
#! sysopen: VAR: 'a[$(touch evil)]': not a variable name

#### options may stand behind operands, -- ends them
printf hello >f; sysopen -v f f O_RDONLY
sysread $f 3 -v x; echo $x
syswrite -- 1 -n; echo
syswrite 1 -n -- x; echo
#> hel
#> -n
#> -n -- x

#### every builtin says what it is missing or does not know, with status 2
for b in shmget shmat shmdt shmctl shmread shmwrite msgget msgsnd msgrcv msgctl semget semop semctl ftok ipcrm ipcmk shm_open shm_unlink \
	ftruncate mmap munmap msync mq_open mq_send mq_receive mq_unlink sem_open sem_wait sem_post sem_unlink socketpair socket bind listen \
	accept connect shutdown send recv sendto recvfrom sendfd recvfd getsockopt setsockopt poll sigqueue sigwait signalfd pidfd_open pidfd_getfd \
	memfd_create flock peek poke atomic futex pipe mkfifo dup dup2 close sysopen sysread syswrite sysseek fcntl fpathconf pathconf splice systee \
	sendfile execve fork; do
	$b >/dev/null 2>err; [ $? = 2 ] && [ -s err ] || echo "$b without operands: $? $(cat err)"
	$b --no-such-option x y z >/dev/null 2>err; [ $? = 2 ] && grep -q no-such-option err || echo "$b with an unknown option: $(cat err)"
done
