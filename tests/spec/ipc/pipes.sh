# Pipes and FIFOs: pipe, pipesz, mkfifo, splice, systee, sendfile

#### pipe fills an array like int fd[2], or two names
pipe fd; echo ${fd[@]}
pipe r w; echo $r $w
close ${fd[@]} $r $w
#> 3 4
#> 5 6

#### pipe does not leave descriptors behind when a variable is readonly
readonly R=1
pipe W R; echo $?
pipe a; echo ${a[@]}
#> 1
#> 3 4
#! pipe: R: is readonly

#### pipe with O_CLOEXEC is not inherited, without it is
pipe -x a; pipe b
sh -c "ls /proc/self/fd" | wc -l
fcntl ${a[0]} F_GETFD; fcntl ${b[0]} F_GETFD
close ${a[@]}; sh -c "ls /proc/self/fd" | wc -l
#> 6
#> FD_CLOEXEC
#> 0
#> 6

#### a packet pipe keeps writes apart
pipe O_DIRECT p
syswrite ${p[1]} one; syswrite ${p[1]} two
sysread ${p[0]} 100; sysread ${p[0]} 100
#> one
#> two

#### pipe refuses what C refuses
pipe O_NOSUCH p; echo $?
pipe; echo $?
pipe a b c d; echo $?
pipe 1a; echo $?
#> 2
#> 2
#> 2
#> 2
#! pipe: FLAGS: unknown flag 'O_NOSUCH'
#! pipe: missing operand VAR
#! pipe: needs one array or two variables
#! pipe: VAR: '1a': not a variable name

#### pipesz shows capacity and unread bytes, and sets
pipe p
fcntl ${p[0]} F_SETPIPE_SZ 4096
syswrite ${p[1]} hello
pipesz ${p[0]}
pipesz -s 8193 ${p[1]}
pipesz -v size ${p[0]}; echo $size
pipesz -j ${p[0]} | sed 's/"fd":[0-9]*/"fd":N/'
fcntl ${p[1]} F_GETPIPE_SZ
pipesz -s 1 ${p[1]}; fcntl ${p[1]} F_GETPIPE_SZ
pipesz 99; echo $? $ERRNAME
sysopen -v f /dev/null O_RDONLY; pipesz $f; echo $? $ERRNAME
#> 4096
#> fd	capacity	unread
#> 3	4096	5
#> 16384
#> {"fd":N,"capacity":16384,"unread":5}
#> 16384
#> 4096
#> 1 EBADF
#> 1 EBADF
#! fcntl: EBADF: Bad file descriptor (fd 99: not a pipe, or not open)
#! fcntl: EBADF: Bad file descriptor (fd 5: not a pipe, or not open)

#### mkfifo: -m ignores the umask as POSIX wants, without it the umask counts
umask 077
mkfifo a; mkfifo -m 666 b; mkfifo --umask -m 666 c; mkfifo -m u=rw,g=r d
ls -l a b c d | cut -c1-10
#> prw-------
#> prw-rw-rw-
#> prw-------
#> prw-r--rw-

#### mkfifo tells of each path and makes the others
mkfifo a; mkfifo a b nodir/c; echo $?
ls
mkfifo; echo $?
mkfifo -m 9 x; echo $?
#> 1
#> a
#> b
#> 2
#> 2
#! mkfifo: EEXIST: File exists (a)
#! mkfifo: ENOENT: No such file or directory (nodir/c)
#! mkfifo: missing operand PATH
#! mkfifo: MODE: '9': not an octal mode like 0600

#### opening a FIFO without a partner: timeout, would-block and no reader
mkfifo f
sysopen -t 0.05 -v r f O_RDONLY; echo $?
sysopen -v w f O_WRONLY,O_NONBLOCK; echo $? $ERRNAME
sysopen -v r f O_RDONLY,O_NONBLOCK; sysread $r; echo $?
sysopen -v w f O_WRONLY,O_NONBLOCK; echo $?
sysread $r 1; echo $? $ERRNAME
#> 124
#> 1 ENXIO
#> 3
#> 0
#> 4 EAGAIN
#! open: timed out after 50ms (f)
#! open: ENXIO: No such device or address (f: no reader)
#! read: end of file (fd 3)
#! read: EAGAIN: Resource temporarily unavailable (fd 3)

#### sysopen --retry waits for the reader of a FIFO
mkfifo f
(sysopen -v r f O_RDONLY; sysread $r) &
sysopen --retry 20s -v w f O_WRONLY,O_NONBLOCK; syswrite $w hello
close $w; wait
#> hello

#### splice moves from a file to a pipe and on, LEN bytes or all
printf 'hello world\n' >f
sysopen -v f f O_RDONLY
pipe p
splice $f ${p[1]} 5; echo $REPLY
sysread ${p[0]}
splice -c n $f ${p[1]}; echo $n
close ${p[1]}
splice ${p[0]} 1
#> 5
#> hello
#> 7
#>  world

#### splice between two files is EINVAL, and says why
printf x >f; sysopen -v f f O_RDONLY; sysopen -v g g O_WRONLY,O_CREAT
splice $f $g; echo $? $ERRNAME
#> 1 EINVAL
#! splice: EINVAL: Invalid argument (fd_in 3, fd_out 4: one of the two must be a pipe, not the same one, and the output must not be O_APPEND)

#### systee copies and leaves
pipe a; pipe b
syswrite ${a[1]} hello
systee ${a[0]} ${b[1]}; echo $REPLY
sysread ${a[0]}; sysread ${b[0]}
systee -n ${a[0]} ${b[1]}; echo $? $ERRNAME
#> 5
#> hello
#> hello
#> 4 EAGAIN
#! tee: EAGAIN: Resource temporarily unavailable (fd_in 3, fd_out 6)

#### sendfile copies from a file
printf '%100000s' x >f
sysopen -v f f O_RDONLY
sendfile 1 $f | wc -c
sysseek $f 0 >/dev/null
sysopen -v g g O_WRONLY,O_CREAT
sendfile -c n $g $f 10; echo $n
wc -c <g
#> 100000
#> 10
#> 10

#### a mover waits no longer than -t says, not at all with -n
pipe a; pipe b
splice -t 0.05 ${a[0]} ${b[1]} 5; echo $?
splice -n ${a[0]} ${b[1]} 5; echo $?
systee -t 0.05 ${a[0]} ${b[1]}; echo $?
#> 124
#> 4
#> 124
#! splice: timed out after 50ms (fd_in 3, fd_out 6)
#! splice: EAGAIN: Resource temporarily unavailable (fd_in 3, fd_out 6)
#! tee: timed out after 50ms (fd_in 3, fd_out 6)
