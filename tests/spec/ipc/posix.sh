# POSIX shared memory, message queues and named semaphores

#### shared memory: name, size, mapping, gone with shm_unlink
#% ipc
umask 022
shm_open -v f /demo O_RDWR,O_CREAT,O_EXCL,0666
ls -l /dev/shm/demo | cut -c1-10
ftruncate $f 4K
mmap -v a NULL 4K PROT_READ,PROT_WRITE MAP_SHARED $f 0
close $f
poke $a hello; head -c 5 /dev/shm/demo; echo
shm_open -v g /demo O_RDONLY; sysread $g 5
shm_unlink /demo; peek $a 5
shm_unlink /demo; echo $? $ERRNAME
shm_open -v h /demo O_RDONLY; echo $? $ERRNAME
#> -rw-r--r--
#> hello
#> hello
#> hello
#> 1 ENOENT
#> 1 ENOENT
#! shm_unlink: ENOENT: No such file or directory (/demo)
#! shm_open: ENOENT: No such file or directory (/demo)

#### shm_open: what is wrong with a name or flags
#% ipc
shm_open -v f demo/x O_RDWR,O_CREAT; echo $? $ERRNAME
shm_open -v f / O_RDWR,O_CREAT; echo $? $ERRNAME
shm_open -v f /demo O_CREAT,O_RDWR; shm_open -v g /demo O_CREAT,O_EXCL,O_RDWR; echo $? $ERRNAME
x=$(shm_open /demo O_RDWR); echo $?
shm_open /demo NOSUCH; echo $?
ls -l /dev/shm | sed 1d | cut -c1-10
shm_unlink /demo
#> 1 EINVAL
#> 1 EINVAL
#> 1 EEXIST
#> 2
#> 2
#> -rw-------
#! shm_open: EINVAL: Invalid argument (demo/x: a name begins with a slash)
#! shm_open: EINVAL: Invalid argument (/: a name is more than a slash)
#! shm_open: EEXIST: File exists (/demo)
#! shm_open: the descriptor would be gone when this subshell ends; use: shm_open -v VAR NAME FLAGS
#! shm_open: FLAGS: unknown flag 'NOSUCH'

#### ftruncate
sysopen -v f f O_RDWR,O_CREAT
ftruncate $f 5000; wc -c <f
ftruncate $f 1; wc -c <f
ftruncate $f -1; echo $?
ftruncate $f x; echo $?
ftruncate 99 1; echo $? $ERRNAME
pipe p; ftruncate ${p[0]} 1; echo $? $ERRNAME
#> 5000
#> 1
#> 2
#> 2
#> 1 EBADF
#> 1 EINVAL
#! ftruncate: LENGTH: -1 is not a number
#! ftruncate: LENGTH: x is not a number
#! ftruncate: EBADF: Bad file descriptor (fd 99, length 1)
#! ftruncate: EINVAL: Invalid argument (fd 4, length 1: not a file, or not open for writing)

#### a queue gives the highest priority first, then the oldest
#% ipc
mq_open -v q /demo O_RDWR,O_CREAT maxmsg=4,msgsize=16
mq_send $q low 1; mq_send -p 9 $q high; mq_send $q low2 1; mq_send $q none
mq_getattr $q mq_maxmsg mq_msgsize mq_curmsgs
mq_receive -p p $q; echo $p
mq_receive $q; mq_receive $q; mq_receive -v m -p p $q; echo "$m $p"
mq_close $q; mq_unlink /demo
#> 4
#> 16
#> 4
#> high
#> 9
#> low
#> low2
#> none 0

#### a queue: too long, full, empty, too small a buffer, wrong priority
#% ipc
mq_open -v q /demo O_RDWR,O_CREAT maxmsg=1,msgsize=4
mq_send $q 12345; echo $? $ERRNAME
mq_send $q 1234; mq_send -n $q 1; echo $? $ERRNAME
mq_send -t 0.05 $q 1; echo $?
mq_receive -s 3 $q; echo $? $ERRNAME
mq_receive $q; mq_receive -n $q; echo $? $ERRNAME
mq_receive -t 50ms $q; echo $?
mq_send -p 32768 $q 1; echo $?
mq_close $q; mq_close $q; echo $? $ERRNAME
mq_unlink /demo; mq_unlink /demo; echo $? $ERRNAME
#> 1 EMSGSIZE
#> 4 EAGAIN
#> 124
#> 1 EMSGSIZE
#> 1234
#> 4 EAGAIN
#> 124
#> 1
#> 1 EBADF
#> 1 ENOENT
#! mq_send: EMSGSIZE: Message too long (mqdes 3, msg_len 5: longer than mq_msgsize, 4)
#! mq_send: EAGAIN: Resource temporarily unavailable (mqdes 3, msg_len 1)
#! mq_send: timed out after 50ms (mqdes 3, msg_len 1)
#! mq_receive: EMSGSIZE: Message too long (mqdes 3: the buffer is smaller than mq_msgsize)
#! mq_receive: EAGAIN: Resource temporarily unavailable (mqdes 3)
#! mq_receive: timed out after 50ms (mqdes 3)
#! mq_send: EINVAL: Invalid argument (mqdes 3, msg_len 1: a priority is 0 to 32767)
#! mq_close: EBADF: Bad file descriptor (mqdes 3: not a message queue, or not open for this)
#! mq_unlink: ENOENT: No such file or directory (/demo)

#### mq_open: names and flags
#% ipc
mq_open -v q /none O_RDWR; echo $? $ERRNAME
mq_open -v q none O_RDWR,O_CREAT; echo $? $ERRNAME
mq_open -v q /a/b O_RDWR,O_CREAT; echo $? $ERRNAME
mq_open -v q /q O_RDWR,O_CREAT,O_EXCL; mq_open -v r /q O_RDWR,O_CREAT,O_EXCL; echo $? $ERRNAME
mq_open -v r /q O_RDONLY; mq_send $r x; echo $? $ERRNAME
mq_open -v r /q O_RDWR maxmsg=x; echo $?
mq_unlink /q
#> 1 ENOENT
#> 1 EINVAL
#> 1 EACCES
#> 1 EEXIST
#> 1 EBADF
#> 2
#! mq_open: ENOENT: No such file or directory (/none)
#! mq_open: EINVAL: Invalid argument (none: a name begins with a slash)
#! mq_open: EACCES: Permission denied (/a/b: a name has no second slash)
#! mq_open: EEXIST: File exists (/q)
#! mq_send: EBADF: Bad file descriptor (mqdes 4, msg_len 1: not a message queue, or not open for this)
#! mq_open: LIMITS: x is not a number

#### a queue can be used by its name, polled, and set not to block
#% ipc
mq_open -v q /demo O_RDWR,O_CREAT
mq_send /demo hello
poll $q | sed 's/[0-9]*/N/'
mq_receive /demo
poll -t 0.05 $q; echo $?
mq_setattr $q O_NONBLOCK; mq_getattr $q mq_flags; mq_receive $q; echo $? $ERRNAME
mq_setattr $q 0; mq_getattr $q mq_flags
mq_unlink /demo
#> N in
#> hello
#> 124
#> O_NONBLOCK
#> 4 EAGAIN
#> 0
#! poll: timed out after 50ms
#! mq_receive: EAGAIN: Resource temporarily unavailable (mqdes 3)

#### mq_notify tells once, with a value
#% ipc
mq_open -v q /demo O_RDWR,O_CREAT
trap 'echo note $SIGINFO_VALUE' USR1
mq_notify $q USR1 42
$SH -c 'mq_send /demo one; mq_send /demo two'
mq_receive $q; mq_receive $q
$SH -c 'mq_send /demo three'; mq_receive $q
mq_notify $q none; mq_notify $q USR1; echo $? $ERRNAME; mq_notify $q off
mq_unlink /demo
#> note 42
#> one
#> two
#> three
#> 1 EBUSY
#! mq_notify: EBUSY: Device or resource busy (mqdes 3: a process is registered already)

#### a child of fork inherits a queue's descriptor, a program does not
#% ipc
mq_open -v q /demo O_RDWR,O_CREAT
(mq_send $q hello); mq_receive $q
fcntl $q F_GETFD
mq_unlink /demo
#> hello
#> FD_CLOEXEC

#### a named semaphore counts
#% ipc
sem_open -v s /demo O_CREAT,O_EXCL 2
sem_wait $s; sem_trywait $s; sem_getvalue $s
sem_trywait $s; echo $? $ERRNAME
sem_wait -n $s; echo $? $ERRNAME
sem_wait -t 0.05 $s; echo $?
sem_post $s; sem_getvalue -v n /demo; echo $n
(sem_post $s); sem_getvalue $s
sem_close $s; sem_post $s; echo $?
sem_unlink /demo; sem_unlink /demo; echo $? $ERRNAME
sem_open -v s /demo; echo $? $ERRNAME
#> 0
#> 4 EAGAIN
#> 4 EAGAIN
#> 124
#> 1
#> 2
#> 1
#> 1 ENOENT
#> 1 ENOENT
#! sem_trywait: EAGAIN: Resource temporarily unavailable
#! sem_trywait: EAGAIN: Resource temporarily unavailable
#! sem_timedwait: timed out after 50ms
#! sem_post: EINVAL: Invalid argument
#! sem_unlink: ENOENT: No such file or directory (/demo)
#! sem_open: ENOENT: No such file or directory (/demo)

#### sem_wait is woken by a post from another process
#% ipc
sem_open -v s /demo O_CREAT 0
(sem_wait $s; echo woken) &
(sem_wait /demo; echo woken) &
sem_post $s; $SH -c 'sem_post /demo'; wait
sem_unlink /demo
#> woken
#> woken

#### sem_open: names, values
#% ipc
sem_open -v s /demo O_CREAT 2147483648; echo $?
sem_open -v s /demo O_CREAT x; echo $?
sem_open -v s /a/b O_CREAT; echo $? $ERRNAME
sem_open -v s /demo O_CREAT 1; sem_open -v t /demo O_CREAT,O_EXCL 1; echo $? $ERRNAME
ls /dev/shm
sem_unlink /demo
#> 2
#> 2
#> 1 EINVAL
#> 1 EEXIST
#> sem.demo
#! sem_open: VALUE: 2147483648 is out of range 0 to 2147483647
#! sem_open: VALUE: x is not a number
#! sem_open: EINVAL: Invalid argument (/a/b: a name has no second slash)
#! sem_open: EEXIST: File exists (/demo)

#### a semaphore is the one of glibc
#% ipc
command -v gcc >/dev/null || { printf 'waited\nvalue 4\n'; exit; }
cat >t.c <<'EOF'
#include <fcntl.h>
#include <semaphore.h>
#include <stdio.h>
int main(void) {
	sem_t *s = sem_open("/demo", 0);
	if (s == SEM_FAILED || sem_wait(s) != 0) return 1;
	puts("waited");
	for (int i = 0; i < 4; i++) sem_post(s);
	return 0;
}
EOF
gcc -o t t.c -pthread 2>/dev/null || { printf 'waited\nvalue 4\n'; exit; }
sem_open -v s /demo O_CREAT 0
./t & sem_post $s; wait
echo value $(sem_getvalue $s)
sem_unlink /demo
#> waited
#> value 4

#### a length beyond the limit of file sizes is EFBIG
ulimit -f 8
sysopen -v f file O_RDWR,O_CREAT 0600
ftruncate $f 1M; echo $?
syswrite -z 1M $f; echo $?
stat -c %s file
#> 1
#> 1
#> 4096
#! ftruncate: EFBIG: File too large
