# System V semaphores

#### operations are all done or none
#% ipc
semget -v s -i 1,0 IPC_PRIVATE
semop -n $s 0:-1 1:-1; echo $? $ERRNAME
semctl $s GETALL
semop $s 0:-1 1:+2; semctl $s GETALL
semop $s 0:0 1:-2; semctl $s GETALL
ipcrm -s $s
#> 4 EAGAIN
#> 1 0
#> 0 2
#> 0 0
#! semop: EAGAIN: Resource temporarily unavailable (semid 0: it would have to wait)

#### semget -i: one value for each, one for all, a wrong number of them
#% ipc
semget -v a -i 1,2,3 IPC_PRIVATE; semctl $a GETALL
semget -v b -i 7 IPC_PRIVATE 3; semctl $b GETALL
semget -v c -i 1,2 IPC_PRIVATE 3; echo $?
semget -v c -i x IPC_PRIVATE; echo $?
semget -v c -i 99999 IPC_PRIVATE; echo $? $ERRNAME
ipcs -s -j | grep -o '"id"' | grep -c .
ipcrm -s $a -s $b
#> 1 2 3
#> 7 7 7
#> 2
#> 2
#> 2
#> 2
#! semget: 2 values for 3 semaphores
#! semget: VAL: x is not a number
#! semget: VAL: 99999 is out of range 0 to 32767

#### semget -i: who comes second does not change the values
#% ipc
semget -v a -i 1,2 0x20
semop $a 0:-1
semget -v b -i 1,2 0x20
[ $a = $b ] && semctl $b GETALL
ipcrm -s $a
#> 0 2

#### semget -i waits for one who made the set and has not set it yet
#% ipc
semget -v a -c 0x21 1
semget -q -t 0.1 -v b -i 5 0x21; echo $?
(semget -v b -i 5 0x21 && semctl $b GETALL) &
semop $a 0:+5; wait
ipcrm -s $a
#> 124
#> 5

#### twenty at once agree on one set that is initialised
#% ipc
i=0
while [ $i -lt 20 ]; do
	(semget -v s -i 20 0x22 && semop $s 0:-1) &
	i=$((i + 1))
done
wait
semget -v s 0x22; semctl $s GETALL
ipcrm -s $s
#> 0

#### semop -- COMMAND holds the semaphore while the command runs, and gives its status
#% ipc
semget -v s -i 1 IPC_PRIVATE
inside() { semctl $s GETVAL 0; return 7; }
semop $s 0:-1 -- inside; echo $?
semctl $s GETVAL 0
semop $s 0:-1 -- sh -c 'exit 3'; echo $?
semop $s 0:-1 -- nosuchcommand 2>/dev/null; echo $?
semctl $s GETVAL 0
(semop $s 0:-1 -- exit 5); echo $?
semctl $s GETVAL 0
ipcrm -s $s
#> 0
#> 7
#> 1
#> 3
#> 127
#> 1
#> 5
#> 1

#### SEM_UNDO: what a killed process took comes back
#% ipc
semget -v s -i 1 IPC_PRIVATE
$SH -c 'semop '$s' 0:-1u; semctl '$s' GETVAL 0; kill -s KILL $$' 2>/dev/null
semctl $s GETVAL 0
$SH -c 'semop '$s' 0:-1 -- sh -c "kill -s KILL \$PPID"' 2>/dev/null
semctl $s GETVAL 0
$SH -c 'semop '$s' 0:-1'; semctl $s GETVAL 0
ipcrm -s $s
#> 0
#> 1
#> 1
#> 0

#### -n, n and -t
#% ipc
semget -v s -i 0 IPC_PRIVATE
semop -n $s 0:-1; echo $? $ERRNAME
semop $s 0:-1n; echo $? $ERRNAME
semop -t 0.05 $s 0:-1; echo $?
semop $s +3 && semop $s -1; semctl $s GETVAL 0
semop -t 0.05 $s 0; echo $?
ipcrm -s $s
#> 4 EAGAIN
#> 4 EAGAIN
#> 124
#> 2
#> 124
#! semop: EAGAIN: Resource temporarily unavailable (semid 0: it would have to wait)
#! semop: EAGAIN: Resource temporarily unavailable (semid 0: it would have to wait)
#! semtimedop: timed out after 50ms (semid 0)
#! semtimedop: timed out after 50ms (semid 0)

#### wrong operations are named
#% ipc
semget -v s -i 1,1 IPC_PRIVATE
semop $s 5:-1; echo $? $ERRNAME
semop $s 0:x; echo $?
semop $s 0:40000; echo $?
semop $s; echo $?
semop $s 0:32767; echo $? $ERRNAME
semop 9999 0:1; echo $? $ERRNAME
ipcrm -s $s
#> 1 EFBIG
#> 2
#> 2
#> 2
#> 1 ERANGE
#> 1 EINVAL
#! semop: EFBIG: File too large (semid 0: the set has 2 semaphores, numbered from 0)
#! semop: OP: x is not a number
#! semop: OP: 40000 is out of range -32767 to 32767
#! semop: missing operand NUM:OP
#! semop: ERANGE: Numerical result out of range (semid 0: a semaphore has values from 0 to 32767)
#! semop: EINVAL: Invalid argument (semid 9999: no set has this id)

#### EIDRM for who sleeps
#% ipc
semget -v s -i 0 IPC_PRIVATE
(semop $s -1; echo $? $ERRNAME) 2>err &
until [ "$(semctl $s GETNCNT 0)" = 1 ]; do sleep 0.01; done
ipcrm -s $s; wait
grep -o 'semop: EIDRM: .*' err
#> 1 EIDRM
#> semop: EIDRM: Identifier removed (semid 0: the set was removed meanwhile)

#### semctl commands
#% ipc
semget -v s -i 1,2 0x23
semctl $s SETALL 4 5; semctl $s GETALL; semctl -v all $s GETALL; echo ${all[1]}
semctl $s 1 SETVAL 9; semctl $s GETVAL 1
semop $s 0:-1; [ "$(semctl $s GETPID 0)" = $$ ] && echo mine
semctl $s GETZCNT 0
semctl $s SETALL 1; echo $?
semctl $s SETVAL 1 40000; echo $? $ERRNAME
semctl $s GETVAL 7; echo $? $ERRNAME
semctl $s IPC_SET mode=640; semctl $s IPC_STAT sem_perm.mode sem_nsems
semctl $s NOSUCH; echo $?
semctl 0 IPC_INFO | sed 's/=.*//' | tr '\n' ' '; echo
semctl $s IPC_RMID; semctl $s GETALL; echo $? $ERRNAME
#> 4 5
#> 5
#> 9
#> mine
#> 0
#> 1
#> 1 ERANGE
#> 1 EINVAL
#> 0640
#> 2
#> 2
#> semmni semmns semmsl semopm semvmx 
#> 1 EINVAL
#! semctl: EINVAL: Invalid argument (semid 0, semnum 0, cmd SETALL: 1 values for 2 semaphores)
#! semctl: ERANGE: Numerical result out of range (semid 0, semnum 1, cmd SETVAL, val 40000: a semaphore has values from 0 to 32767)
#! semctl: EINVAL: Invalid argument (semid 0, semnum 7, cmd GETVAL: the set has 2 semaphores, numbered from 0)
#! semctl: CMD: 'NOSUCH' is none of
#! semctl: EINVAL: Invalid argument (semid 0, semnum 0, cmd GETALL: no set has this id)
