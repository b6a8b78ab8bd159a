# Interoperation: programs that know nothing of ipcsh at the other end

#### a segment made here is read and written by sysv_ipc of Python
#% ipc
#% needs: python3 python3:sysv_ipc
shmget -v id 0x2a 4K creat,excl,0600
shmwrite $id 0 'from the shell'
python3 - <<'P'
import sysv_ipc
m = sysv_ipc.SharedMemory(0x2a)
print(m.size, m.read(14).decode())
m.write(b"from python", 100)
m.detach()
P
shmread $id 100 11
ipcrm -m $id
#> 4096 from the shell
#> from python

#### a segment made by sysv_ipc is read and written here
#% ipc
#% needs: python3 python3:sysv_ipc
python3 -c '
import sysv_ipc
m = sysv_ipc.SharedMemory(0x2b, sysv_ipc.IPC_CREX, size=100)
m.write(b"hello")
m.detach()'
shmget -v id 0x2b 0
shmread $id 0 5
shmat -v a $id; poke $a bye; shmdt $a
python3 -c '
import sysv_ipc
m = sysv_ipc.SharedMemory(0x2b)
print(m.read(5))
m.detach()
m.remove()'
shmget -q 0x2b 0; echo $? $ERRNAME
#> hello
#> b'byelo'
#> 1 ENOENT

#### messages go both ways between here and sysv_ipc, with their types
#% ipc
#% needs: python3 python3:sysv_ipc
msgget -v q 0x2c creat,excl,0600
msgsnd $q 7 'to python'
msgsnd $q 3 three
python3 - <<'P'
import sysv_ipc
q = sysv_ipc.MessageQueue(0x2c)
print(q.current_messages, q.receive(type=7), q.receive(type=-5))
q.send(b"to the \x01 shell", type=42)
P
msgrcv -T type -f hex $q 42; echo $type
ipcrm -q $q
#> 2 (b'to python', 7) (b'three', 3)
#> 746f207468652001207368656c6c
#> 42

#### a semaphore is waited for and posted by both
#% ipc
#% needs: python3 python3:sysv_ipc
semget -v s -i 1 0x2d 1 creat,excl,0600
python3 -c '
import sysv_ipc
s = sysv_ipc.Semaphore(0x2d)
print(s.value)
s.acquire()'
semctl $s 0 GETVAL
semop -n $s 0:-1; echo $?
python3 -c '
import sysv_ipc
s = sysv_ipc.Semaphore(0x2d)
s.release()
s.release()'
semctl $s 0 GETVAL
semop $s 0:-2 && echo got two
ipcrm -s $s
#> 1
#> 0
#> 4
#> 2
#> got two

#### a waiter here is woken by sysv_ipc, and the other way round
#% ipc
#% needs: python3 python3:sysv_ipc
semget -v s -i 0 0x2e 1 creat,excl,0600
python3 -c '
import sysv_ipc
sysv_ipc.Semaphore(0x2e).acquire()
print("python got it", flush=True)
sysv_ipc.Semaphore(0x2e).release()
sysv_ipc.Semaphore(0x2e).release()' &
until [ "$(semctl $s 0 GETNCNT)" = 1 ]; do sleep 0.01; done
semop $s 0:+1
wait
semop $s 0:-2; echo the shell got both
ipcrm -s $s
#> python got it
#> the shell got both

#### named semaphores, shared memory and queues of posix_ipc
#% ipc
#% needs: python3 python3:posix_ipc
sem_open -v s /s O_CREAT,O_EXCL,0600 2
shm_open -v m /m O_CREAT,O_RDWR,0600; ftruncate $m 4K; mmap -v a NULL 4K PROT_READ,PROT_WRITE MAP_SHARED $m 0
poke $a hello
mq_open -v q /q O_CREAT,O_RDWR,0600 maxmsg=4,msgsize=64
mq_send $q first 9
python3 - <<'P'
import mmap, posix_ipc
s = posix_ipc.Semaphore("/s"); s.acquire(); print(s.value); s.close()
m = posix_ipc.SharedMemory("/m"); map = mmap.mmap(m.fd, m.size); print(m.size, map[:5]); map[:5] = b"world"; map.close(); m.close_fd()
q = posix_ipc.MessageQueue("/q"); print(q.receive()); q.send(b"back", priority=3); q.close()
P
sem_getvalue $s
peek $a 5
mq_receive -p priority $q; echo $priority
munmap $a; close $m; sem_close $s; mq_close $q; sem_unlink /s; shm_unlink /m; mq_unlink /q
#> 1
#> 4096 b'hello'
#> (b'first', 9)
#> 1
#> world
#> back
#> 3

#### sem_open of a C program and sem_open here are the same semaphore
#% ipc
#% needs: gcc
cat >peer.c <<'C'
#include <fcntl.h>
#include <semaphore.h>
#include <stdio.h>
int main(void)
{
	int value;
	sem_t *ours = sem_open("/ours", O_CREAT | O_EXCL, 0600, 3);
	sem_t *theirs = sem_open("/theirs", 0);
	if (ours == SEM_FAILED || theirs == SEM_FAILED)
		return 1;
	sem_getvalue(theirs, &value);
	printf("C sees %d\n", value);
	fflush(stdout);
	sem_post(theirs);   /* wakes the shell */
	sem_wait(ours); sem_wait(ours); sem_wait(ours);
	sem_wait(ours);     /* until the shell posts */
	puts("C was woken");
	return 0;
}
C
gcc -o peer peer.c -pthread || exit
sem_open -v t /theirs O_CREAT,O_EXCL,0600 0
./peer &
sem_wait $t; echo the shell was woken
sem_post /ours
wait $! && sem_getvalue /ours
sem_close $t; sem_unlink /theirs; sem_unlink /ours
#> C sees 0
#> the shell was woken
#> C was woken
#> 0

#### mq_open and shm_open of a C program
#% ipc
#% needs: gcc
cat >peer.c <<'C'
#include <fcntl.h>
#include <mqueue.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
int main(void)
{
	char text[64];
	unsigned priority;
	mqd_t queue = mq_open("/queue", O_RDWR);
	int memory = shm_open("/memory", O_RDWR | O_CREAT | O_EXCL, 0600);
	if (queue == -1 || memory == -1 || ftruncate(memory, 4096) != 0)
		return 1;
	char *map = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
	ssize_t length = mq_receive(queue, text, sizeof text, &priority);
	printf("%.*s %u\n", (int)length, text, priority);
	strcpy(map, "written by C");
	return mq_send(queue, "done", 4, 31) != 0;
}
C
gcc -o peer peer.c -lrt || exit
mq_open -v q /queue O_RDWR,O_CREAT,0600 maxmsg=2,msgsize=64
mq_send $q 'a message' 5
./peer || exit
mq_receive -p p $q; echo $p
shm_open -v m /memory O_RDONLY; mmap -v a NULL 4K PROT_READ MAP_SHARED $m 0
peek -f cstr $a
munmap $a; close $m; mq_close $q; mq_unlink /queue; shm_unlink /memory
#> a message 5
#> done
#> 31
#> written by C

#### ftok and shmget of a C program find what the shell made
#% ipc
#% needs: gcc
cat >peer.c <<'C'
#include <stdio.h>
#include <sys/ipc.h>
#include <sys/shm.h>
int main(void)
{
	key_t key = ftok("peer.c", 42);
	int id = shmget(key, 0, 0);
	if (id == -1)
		return 1;
	char *text = shmat(id, NULL, SHM_RDONLY);
	printf("0x%08x %s\n", (unsigned)key, text);
	return 0;
}
C
gcc -o peer peer.c || exit
shmget -v id ftok:peer.c:42 4K creat,0600
shmwrite $id 0 'found by ftok'
./peer >out && read -r key text <out
echo "$text"
[ $((key)) = $(( $(ftok peer.c 42) )) ] && echo the same key
ipcrm -m $id
#> found by ftok
#> the same key

#### the tables of ipcs are those of util-linux, byte by byte
#% ipc
#% needs: ipcs
for n in 1 2 3; do shmget -v m$n $n ${n}00K creat,600; msgget -v q$n $n creat,640; semget -v s$n $n $n creat,666; done >/dev/null
shmat -v a $m1; msgsnd $q2 1 hello; semop $s3 0:+1
for table in -m -q -s -a '' '-m -t' '-q -t' '-s -t' '-m -p' '-q -p' '-m -c' '-q -c' '-s -c' -t -p -c -l '-m -l' '-q -l' '-s -l' -u '-m -u' '-m -b' '-m --human' '-q -b' '-l -b' "-m -i $m1" "-q -i $q2" "-s -i $s3"; do
	builtin ipcs $table >ours; command env ipcs $table >theirs
	cmp -s ours theirs || { echo "differs: ipcs $table"; diff ours theirs; }
done
echo compared
shmdt $a
for n in 1 2 3; do ipcrm -M $n -Q $n -S $n; done
#> compared

#### what ipcmk of util-linux makes, ipcrm here removes, and the other way round
#% ipc
#% needs: ipcs ipcmk ipcrm
env ipcmk -M 4096 >made; read -r _ _ _ id <made
ipcrm -m $id && ipcs -m -j
ipcmk -Q >made; read -r _ _ _ id <made
env ipcrm -q $id && ipcs -q -j
#> {"shm":[]}
#> {"msg":[]}

#### descriptors go to and come from Python's send_fds and recv_fds
#% needs: python3
echo 'text of a file' >file
cat >peer.py <<'P'
import os, socket
listener = socket.socket(socket.AF_UNIX)
listener.bind("sock")
listener.listen()
peer, _ = listener.accept()
data, fds, flags, _ = socket.recv_fds(peer, 100, 4)
print(data, len(fds), os.read(fds[0], 100), flush=True)
r, w = os.pipe()
socket.send_fds(peer, [b"a pipe"], [r])
os.write(w, b"through the pipe\n")
P
python3 peer.py &
until connect -q -v s unix:sock; do sleep 0.01; done
sysopen -v f file O_RDONLY
sendfd -d note $s $f
recvfd -v got -d text $s
echo "$text: $(cat <&${got[0]})"
wait
close $s $f ${got[0]}
#> b'note' 1 b'text of a file\n'
#> a pipe: through the pipe

#### the credentials of a peer are the kernel's
#% needs: python3
cat >peer.py <<'P'
import os, socket, struct
s = socket.socket(socket.AF_UNIX)
s.connect("sock")
pid, uid, gid = struct.unpack("3i", s.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
print(pid == os.getppid(), uid == os.getuid(), flush=True)
s.recv(1)
P
listen -v l unix:sock
python3 peer.py >told & child=$!
accept -v s $l
peercred -v caller $s pid
close $s
wait
close $l
cat told
[ $caller = $child ] && echo the child called
#> True True
#> the child called

#### a redis server is spoken to through its socket
#% needs: redis-server
redis-server --port 0 --unixsocket "$PWD/redis.sock" --save '' --daemonize no --logfile log --dir . & server=$!
until connect -q -v s "unix:$PWD/redis.sock"; do kill -0 $server || exit; sleep 0.01; done
ask() { send $s "$1\r\n"; recv -v answer $s; printf '%s\n' "${answer%$'\r\n'}"; }
ask PING
ask 'SET greeting hello'
ask 'INCR counter'
ask 'GET greeting' | tr '\r' .
close $s
kill $server; wait $server
#> +PONG
#> +OK
#> :1
#> $5.
#> hello

#### the segment of a PostgreSQL server is found, attached read-only, and its header read
#% ipc
#% needs: pg_ctlcluster unshare
#~ The server will not run as root; the user that it is told it has exists in its own namespace only.
bin=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)
run() { local program=$1; shift; exec unshare --user --map-user=1000 -- "$bin/$program" "$@"; }
(run initdb -D data -A trust --no-sync) >log 2>&1 || { cat log; exit; }
run postgres -D data -k "$PWD" -c listen_addresses= >log 2>&1 & server=$!
until grep -q 'ready to accept' log; do kill -0 $server || { cat log; exit; }; sleep 0.01; done
read -r postmaster <data/postmaster.pid
ipcs --pids | { while read -r id pid name rest; do [ "$pid" = $postmaster ] && echo $id $name; done; } >found
read -r id name <found; echo $name
shmat -v a $id NULL SHM_RDONLY
peek -v header -f i32 -n 2 $a
set -- $header
[ $1 = 679834894 ] && echo PGShmemMagic
[ $2 = $postmaster ] && echo the pid of its creator
poke -q $a x; echo $?
shmdt $a
kill $server; wait $server
#> postgres
#> PGShmemMagic
#> the pid of its creator
#> 1
