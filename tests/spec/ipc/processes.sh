# Processes: fork, execve, waitpid, exec -a -c -l

#### fork: both go on, with copies of variables and descriptors
x=before; printf 0123456789 >f; sysopen -v f f O_RDONLY
fork pid
if [ "$pid" = 0 ]; then x=child; sysread $f 3; exit 7; fi
waitpid -v st $pid; echo ${st[1]} ${st[2]} $x
sysread $f 3
#> 012
#> 7 exited before
#> 345

#### fork in a loop and in a function; the child runs the rest of the script
f() { fork p; }
for i in 1 2 3; do f; [ $p = 0 ] && break; done
[ $p = 0 ] && exit $i
sum=0; for i in 1 2 3; do waitpid -v st; sum=$((sum + st[1])); done; echo $sum
#> 6

#### fork: traps are reset, the child's number is its own
trap 'echo exit of the parent' EXIT
fork p
if [ $p = 0 ]; then sh -c 'echo $PPID' >child; exit; fi
waitpid $p >/dev/null; [ "$(cat child)" = $p ] && echo same
fork; echo $?
fork 1a; echo $?
#> same
#> 2
#> 2
#> exit of the parent
#! fork: missing operand VAR
#! fork: VAR: '1a': not a variable name

#### waitpid tells status, signal, which child
(exit 3) & a=$!; sh -c 'kill -s KILL $$' & b=$!
waitpid $a >out; cut -d ' ' -f 2- out
waitpid -v st $b; echo $? ${st[1]} ${st[2]} ${st[3]}
waitpid; echo $? $ERRNAME
waitpid 99999999; echo $? $ERRNAME
waitpid x; echo $?
#> 3 exited - 0
#> 0 137 signaled SIGKILL
#> 1 ECHILD
#> 1 ECHILD
#> 2
#! waitpid: ECHILD: No child processes
#! waitpid: ECHILD: No child processes
#! waitpid: PID: x is not a number

#### waitpid -n and -t
sleep 100 & p=$!
waitpid -n $p; echo $?
waitpid -t 0.05 $p; echo $?
kill $p; waitpid -v st $p; echo ${st[2]} ${st[3]}
#> 4
#> 124
#> signaled SIGTERM
#! waitpid: EAGAIN: Resource temporarily unavailable
#! waitpid: timed out after 50ms

#### waitpid -u sees a child stop and go on
sleep 100 & p=$!
kill -s STOP $p; waitpid -u -v st $p; echo ${st[2]} ${st[3]}
kill -s CONT $p; waitpid -u -v st $p; echo ${st[2]}
kill $p; wait $p 2>/dev/null; echo $?
#> stopped SIGSTOP
#> continued
#> 143

#### waitpid takes a job
(exit 4) & waitpid -v st %1; echo ${st[1]}
#> 4

#### execve replaces the shell: no search, -p searches, -a names
(execve /bin/sh -c 'echo "$0 $1"' zero one)
(execve echo hi); echo $?
(execve -p echo hi)
(execve -a other /bin/sh -c 'echo $0' ); (execve -p -a me sh -c 'cat /proc/$$/cmdline' | tr '\0' ' '); echo
#> zero one
#> 127
#> hi
#> other
#> me -c cat /proc/$$/cmdline 
#! execve: ENOENT: No such file or directory (echo: execve does not search PATH; execvp does: execve -p)

#### execve: environment
A=1; export A
(execve -e B=2 /usr/bin/env) | grep -c '^[AB]='
(execve -c -e B=2 /usr/bin/env)
(execve -e 1x /usr/bin/env); echo $?
#> 2
#> B=2
#> 2
#! execve: NAME=VALUE: '1x': not an assignment

#### execve: how it fails, and the shell goes on
execve ./none; echo $? $ERRNAME
mkdir d; execve ./d; echo $? $ERRNAME
: >plain; execve ./plain; echo $? $ERRNAME
printf 'echo text\n' >text; chmod +x text; execve ./text; echo $? $ERRNAME
(execve -p ./text)
printf '#!/nonexistent/interpreter\n' >bad; chmod +x bad; execve ./bad; echo $? $ERRNAME
execve; echo $?
#> 127 ENOENT
#> 126 EACCES
#> 126 EACCES
#> 126 ENOEXEC
#> text
#> 127 ENOENT
#> 2
#! execve: ENOENT: No such file or directory (./none)
#! execve: EACCES: Permission denied (./d: a directory)
#! execve: EACCES: Permission denied (./plain: no execute permission)
#! execve: ENOEXEC: Exec format error (./text: no #! line; execvp would run it by /bin/sh: execve -p)
#! execve: ENOENT: No such file or directory (./bad: the interpreter of its #! line is not there)
#! execve: missing operand PATH

#### exec -a, -c, -l
(exec -a name sh -c 'cat /proc/$$/cmdline' | tr '\0' ' '); echo
(exec -l sh -c 'cat /proc/$$/cmdline' | tr '\0' ' '); echo
A=1; export A; (exec -c /usr/bin/env); echo $?
#> name -c cat /proc/$$/cmdline 
#> -sh -c cat /proc/$$/cmdline 
#> 0

#### what survives exec: descriptors without close-on-exec, ignored signals; not attachments
#% ipc
sysopen -v f f O_RDWR,O_CREAT; pipe -x p; trap '' USR1
shmget -v id IPC_PRIVATE 1 0600; shmat -v a $id
(exec sh -c "ls -l /proc/self/fd | grep -c 'home/f'; grep SigIgn /proc/self/status | cut -f 2 | grep -o '.\$' >/dev/null; $SH -c 'shmctl $id IPC_STAT shm_nattch'; kill -s USR1 \$\$; echo alive")
shmdt $a; ipcrm -m $id
#> 1
#> 1
#> alive
