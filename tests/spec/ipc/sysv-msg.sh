# System V message queues

#### messages come by type: the first, of one type, the lowest up to one, any but one
#% ipc
msgget -v q -c IPC_PRIVATE
msgsnd $q 3 three; msgsnd $q 1 one; msgsnd $q 2 two; msgsnd $q 3 again
msgrcv -T t $q 3; echo $t
msgrcv -T t $q -2; echo $t
msgrcv -T t $q 3 MSG_EXCEPT; echo $t
msgrcv -T t $q; echo $t
ipcrm -q $q
#> three
#> 3
#> one
#> 1
#> two
#> 2
#> again
#> 3

#### the kernel's limits: type, length, number
#% ipc
msgget -v q -c IPC_PRIVATE
msgsnd $q 0 x; echo $? $ERRNAME
msgsnd $q -1 x; echo $? $ERRNAME
msgsnd $q x x; echo $?
head -c 8193 /dev/zero | msgsnd -f raw $q 1 -; echo $? $ERRNAME
msgsnd $q 1 ''; msgrcv -v m $q; echo "$? [$m]"
msgsnd 9999 1 x; echo $? $ERRNAME
ipcrm -q $q
#> 1 EINVAL
#> 1 EINVAL
#> 2
#> 1 EINVAL
#> 0 []
#> 1 EINVAL
#! msgsnd: EINVAL: Invalid argument (msqid 0, msgsz 1: mtype must be above 0)
#! msgsnd: EINVAL: Invalid argument (msqid 0, msgsz 1: mtype must be above 0)
#! msgsnd: TYPE: x is not a number
#! msgsnd: EINVAL: Invalid argument (msqid 0, msgsz 8193: longer than msgmax, 8192)
#! msgsnd: EINVAL: Invalid argument (msqid 9999, msgsz 1: no queue has this id)

#### a longer message stays (E2BIG) unless MSG_NOERROR cuts it
#% ipc
msgget -v q -c IPC_PRIVATE
msgsnd $q 1 abcdef
msgrcv -s 3 $q; echo $? $ERRNAME
msgrcv -s 3 $q 0 MSG_NOERROR
msgctl $q IPC_STAT msg_qnum
ipcrm -q $q
#> 1 E2BIG
#> abc
#> 0
#! msgrcv: E2BIG: Argument list too long (msqid 0, msgtyp 0: the message is longer than 3; MSG_NOERROR would cut it)

#### --peek shows a message and leaves it
#% ipc
msgget -v q -c IPC_PRIVATE
msgsnd $q 5 first; msgsnd $q 6 second
msgrcv --peek 1 -T t $q; echo $t
msgrcv --peek 0 $q; msgrcv --peek 2 $q; echo $? $ERRNAME
msgctl $q IPC_STAT msg_qnum
ipcrm -q $q
#> second
#> 6
#> first
#> 4 ENOMSG
#> 2
#! msgrcv: ENOMSG: No message of desired type (msqid 0, msgtyp 2)

#### -n and -t on an empty and on a full queue
#% ipc
msgget -v q -c IPC_PRIVATE
msgrcv -n $q; echo $? $ERRNAME
msgrcv -t 0.05 $q; echo $?
msgctl $q IPC_SET qbytes=10
msgsnd $q 1 1234567890; msgsnd -n $q 1 x; echo $? $ERRNAME
msgsnd -t 50ms $q 1 x; echo $?
ipcrm -q $q
#> 4 ENOMSG
#> 124
#> 4 EAGAIN
#> 124
#! msgrcv: ENOMSG: No message of desired type (msqid 0, msgtyp 0)
#! msgrcv: timed out after 50ms (msqid 0, msgtyp 0)
#! msgsnd: EAGAIN: Resource temporarily unavailable (msqid 0, msgsz 1: the queue is full)
#! msgsnd: timed out after 50ms (msqid 0, msgsz 1)

#### a sleeper gets EIDRM when the queue is removed
#% ipc
msgget -v q -c IPC_PRIVATE
(msgrcv $q; echo $? $ERRNAME) 2>err &
until [ -n "$(ipcs --waiters -q | grep -w $!)" ]; do sleep 0.01; done
ipcrm -q $q; wait
grep -o 'msgrcv: EIDRM: .*' err
#> 1 EIDRM
#> msgrcv: EIDRM: Identifier removed (msqid 0, msgtyp 0: the queue was removed meanwhile)

#### binary data, formats, structures
#% ipc
msgget -v q -c IPC_PRIVATE
struct -s point '{ int x; int y; }'
msgsnd -f u16 $q 1 1 2 3; msgrcv -f hex $q
printf 'a\0b' | msgsnd -f raw $q 1 -; msgrcv -o 1 $q | od -An -c
msgsnd -f struct:point $q 1 x=3 y=-4; msgrcv -f struct:point $q
msgsnd $q 1 two words 'and\tescapes'; msgrcv $q
ipcrm -q $q
#> 010002000300
#>    a  \0   b
#> x = 3
#> y = -4
#> two words and	escapes

#### msgctl: members, limits, what is in use, owner and size
#% ipc
msgget -v q -c -m 640 0x10
msgsnd $q 1 hello
msgctl $q IPC_STAT msg_perm.__key msg_perm.mode msg_qnum msg_cbytes
msgctl $q IPC_SET mode=600 qbytes=100; msgctl $q IPC_STAT msg_perm.mode msg_qbytes
msgctl 0 IPC_INFO | sed 's/=.*//' | tr '\n' ' '; echo
msgctl 0 MSG_INFO | sed 's/=.*//' | tr '\n' ' '; echo
msgctl $q IPC_RMID; msgctl $q IPC_STAT; echo $? $ERRNAME
#> 0x00000010
#> 0640
#> 1
#> 5
#> 0600
#> 100
#> msgmax msgmnb msgmni 
#> msgpool msgmap msgtql 
#> 1 EINVAL
#! msgctl: EINVAL: Invalid argument (msqid 0, cmd IPC_STAT: no queue has this id)

#### a trapped signal runs its trap and the call goes on; --eintr returns
#% ipc
msgget -v q -c IPC_PRIVATE
main=$$
wait_for() { until [ -n "$(ipcs --waiters -q | grep -w $main)" ]; do sleep 0.01; done; }
trap 'echo trapped' USR1
(wait_for; kill -s USR1 $$; while kill -0 $$ 2>/dev/null && [ -z "$(ls go 2>/dev/null)" ]; do sleep 0.01; done; msgsnd $q 1 resumed) &
trap 'echo trapped; : >go' USR1
msgrcv $q; wait
(wait_for; kill -s USR1 $$) &
msgrcv --eintr $q; echo $? $ERRNAME; wait
ipcrm -q $q
#> trapped
#> resumed
#> trapped
#> 1 EINTR
#! msgrcv: EINTR: Interrupted system call (msqid 0, msgtyp 0)
