# System V shared memory

#### shmget creates with the mode that is asked for, without umask
#% ipc
umask 077
shmget -v a IPC_PRIVATE 1 0666
shmctl $a IPC_STAT shm_perm.mode shm_segsz
shmget -v b -c 0x2a 4K; shmctl $b IPC_STAT shm_perm.mode
ipcrm -m $a -m $b
#> 0666
#> 1
#> 0600

#### shmget without mode bits warns, and does what C does
#% ipc
shmget -v a 0x2a 4K IPC_CREAT; echo $?
shmctl $a IPC_STAT shm_perm.mode
ipcrm -m $a
#> 0
#> 0000
#! shmget: warning: no mode bits: only root can use the object (System V knows no default and no umask); add 0600

#### IPC_CREAT and IPC_EXCL
#% ipc
shmget 0x2a 1 0; echo $? $ERRNAME
shmget 0x2a 1 excl; echo $? $ERRNAME
shmget -v a 0x2a 1 creat,excl,0600; echo $?
shmget -v b 0x2a 1 creat,0600; [ $a = $b ] && echo the same
shmget -c -x 0x2a 1; echo $? $ERRNAME
shmget 0x2a 4096 0; echo $? $ERRNAME
ipcrm -m $a
#> 1 ENOENT
#> 1 ENOENT
#> 0
#> the same
#> 1 EEXIST
#> 1 EINVAL
#! shmget: ENOENT: No such file or directory (key 0x2a, size 1: no such key, and IPC_CREAT is not given)
#! shmget: ENOENT: No such file or directory (key 0x2a, size 1: no such key; IPC_EXCL does not create, IPC_CREAT is missing)
#! shmget: EEXIST: File exists (key 0x2a, size 1)
#! shmget: EINVAL: Invalid argument (key 0x2a, size 4096: the segment with this key has only 1 bytes)

#### the ways to write a key, a size and flags
#% ipc
touch file
for key in 42 0x2a 052; do shmget -v id $key 1p IPC_CREAT\|0600; shmctl $id IPC_STAT shm_perm.__key shm_segsz; done
shmget -v b ftok:file:7 4KiB CREAT,0600
[ "$(shmctl $b IPC_STAT shm_perm.__key)" = "$(ftok file 7)" ] && echo by path
ipcrm -m $id -m $b
#> 0x0000002a
#> 4096
#> 0x0000002a
#> 4096
#> 0x0000002a
#> 4096
#> by path

#### every IPC_PRIVATE is a new segment with key 0
#% ipc
shmget -v a IPC_PRIVATE 1 0600; shmget -v b 0 1 0600
[ $a != $b ] && shmctl $b IPC_STAT shm_perm.__key
ipcrm -m $a -m $b
#> 0x00000000

#### what is no number is wrong usage and makes nothing
#% ipc
shmget; echo $?
shmget x 1; echo $?
shmget 1 x; echo $?
shmget 1 -5; echo $?
shmget 0x1ffffffff 1 creat; echo $?
shmget 1 1 nosuch; echo $?
shmget 1 1 0600 more; echo $?
shmget 1 0 creat,0600; echo $?
shmget -v 1a 1 1 creat; echo $?
ipcs -m -j
#> 2
#> 2
#> 2
#> 2
#> 2
#> 2
#> 2
#> 1
#> 2
#> {"shm":[]}
#! shmget: missing operand KEY
#! shmget: KEY: x is not a number
#! shmget: SIZE: x is not a number
#! shmget: SIZE: -5 is not a number
#! shmget: KEY: 0x1ffffffff is out of range
#! shmget: FLAGS: unknown flag 'nosuch'
#! shmget: unexpected operand 'more'
#! shmget: EINVAL: Invalid argument (key 0x1, size 0: a segment has at least 1 byte)
#! shmget: VAR: '1a': not a variable name

#### a readonly variable is seen before the call
#% ipc
readonly R=1
shmget -v R -c 1 1; echo $?
ipcs -m -j
#> 1
#> {"shm":[]}
#! shmget: R: is readonly

#### sharing: a child of fork has the same memory, by id everybody has
#% ipc
shmget -v id IPC_PRIVATE 4K 0600
shmat -v a $id
(poke $a 'from the child')
peek $a 14
$SH -c 'shmread '$id' 0 4; shmwrite '$id' 0 FROM'
peek $a 14
shmdt $a; ipcrm -m $id
#> from the child
#> from
#> FROM the child

#### nattch counts attachments, not processes
#% ipc
shmget -v id IPC_PRIVATE 1 0600
shmat -v a $id; shmat -v b $id
shmctl $id IPC_STAT shm_nattch
fork pid
if [ $pid = 0 ]; then shmctl $id IPC_STAT shm_nattch; shmdt $a; shmctl $id IPC_STAT shm_nattch; exit; fi
waitpid $pid >/dev/null
shmctl $id IPC_STAT shm_nattch
shmdt -a
shmctl $id IPC_STAT shm_nattch
ipcrm -m $id
#> 2
#> 4
#> 3
#> 2
#> 0

#### where to attach
#% ipc
shmget -v id IPC_PRIVATE 4K 0600
shmat -v a $id
shmdt $a
shmat -v b $id $a; [ $a = $b ] && echo there
shmat -v c $id $a; echo $? $ERRNAME
shmat -v c $id $((a + 1)); echo $? $ERRNAME
shmdt $b; shmat -v b $id $((a + 1)) SHM_RND; [ $a = $b ] && echo rounded down
shmat -v c $id 0 SHM_REMAP; echo $? $ERRNAME
shmdt $((a + 4096)); echo $? $ERRNAME
shmdt $b; shmdt $b; echo $? $ERRNAME
shmdt -a; ipcrm -m $id
#> there
#> 1 EINVAL
#> 1 EINVAL
#> rounded down
#> 1 EINVAL
#> 1 EINVAL
#> 1 EINVAL
#! shmat: EINVAL: Invalid argument (shmid 0:
#! shmat: EINVAL: Invalid argument (shmid 0:
#! shmat: EINVAL: Invalid argument (shmid 0: SHM_REMAP needs an address)
#! shmdt: EINVAL: Invalid argument (shmaddr
#! shmdt: EINVAL: Invalid argument (shmaddr

#### an address in a subshell would be lost, so it is refused with the way out
#% ipc
shmget -v id IPC_PRIVATE 4K 0600
a=$(shmat $id); echo $?
ipcrm -m $id
#> 2
#! shmat: the attachment would be gone when this subshell ends; use: shmat -v VAR ID

#### a store into what is attached for reading, and what lies outside, is a message
#% ipc
shmget -v id IPC_PRIVATE 100 0600
shmat -v a -r $id
poke $a x; echo $? $ERRNAME
peek -f u8 $a+4095; peek -f u8 $a+4096; echo $? $ERRNAME
poke --signal $a x; echo $?
shmdt $a
peek -f u8 $a; echo $? $ERRNAME
peek 12 1; echo $? $ERRNAME
ipcrm -m $id
echo alive
#> 1 EFAULT
#> 0
#> 1 EFAULT
#> 139
#> 1 EFAULT
#> 1 EFAULT
#> alive
#! poke: EFAULT: SIGSEGV avoided:
#! peek: EFAULT: SIGSEGV avoided:
#! peek: EFAULT: SIGSEGV avoided:
#! peek: EFAULT: SIGSEGV avoided: 0xc is not mapped by this shell (attachments lists what is)

#### removed while attached: dest, no key, attach by id still works, gone with the last
#% ipc
shmget -v id -c 0x2a 4K
shmat -v a $id
shmctl $id IPC_RMID; echo $?
shmctl $id IPC_STAT shm_perm.mode shm_perm.__key
shmget 0x2a 1 0; echo $? $ERRNAME
shmat -v b $id; echo $?
shmctl $id IPC_RMID; echo $?
shmdt $a; shmdt $b
shmat -v a $id; echo $? $ERRNAME
shmctl $id IPC_STAT; echo $? $ERRNAME
#> 0
#> 1600
#> 0x00000000
#> 1 ENOENT
#> 0
#> 0
#> 1 EINVAL
#> 1 EINVAL
#! shmget: ENOENT: No such file or directory (key 0x2a, size 1: no such key, and IPC_CREAT is not given)
#! shmat: EINVAL: Invalid argument (shmid 0: no segment has this id)
#! shmctl: EINVAL: Invalid argument (shmid 0, cmd IPC_STAT: no segment has this id)

#### IPC_SET changes mode and owner
#% ipc
shmget -v id IPC_PRIVATE 1 0600
shmctl $id IPC_SET mode=0640; shmctl $id IPC_STAT shm_perm.mode
shmctl $id IPC_SET mode=9; echo $?
shmctl $id IPC_SET size=1; echo $?
shmctl $id IPC_NOSUCH; echo $?
ipcrm -m $id
#> 0640
#> 2
#> 2
#> 2
#! shmctl: mode: '9': not an octal mode like 0600
#! shmctl: ARG: 'size=1': not mode=MODE, uid=USER or gid=GROUP
#! shmctl: CMD: 'IPC_NOSUCH' is none of

#### an owner changes the mode of what nobody may read; who is not the owner gets EPERM from the change itself
#% ipc
#% everyone
shmget -q -v m IPC_PRIVATE 1 IPC_CREAT; msgget -q -v q IPC_PRIVATE IPC_CREAT; semget -q -v s IPC_PRIVATE 1 IPC_CREAT
shmctl $m IPC_SET mode=600; msgctl $q IPC_SET mode=600; semctl $s IPC_SET mode=600
shmctl $m IPC_STAT shm_perm.mode; msgctl $q IPC_STAT msg_perm.mode; semctl $s IPC_STAT sem_perm.mode
if setpriv --reuid=65534 --regid=65534 --clear-groups true 2>/dev/null && [ "$(id -u)" = 0 ]; then
	setpriv --reuid=65534 --regid=65534 --clear-groups $SH -c "shmctl -q $m IPC_SET mode=666; echo \$? \$ERRNAME"
else echo 1 EPERM; fi # only root can become somebody else
ipcrm -m $m -q $q -s $s
#> 0600
#> 0600
#> 0600
#> 1 EPERM

#### shmctl gives a member, an array or JSON
#% ipc
shmget -v id -c 0x2a 10
shmctl -v n $id IPC_STAT shm_segsz; echo $n
shmctl -v all $id IPC_STAT; echo ${#all[@]} ${all[0]}
shmctl -j $id IPC_STAT | tr ',' '\n' | grep -c :
shmctl $id IPC_STAT shm_nosuch; echo $?
shmctl 0 IPC_INFO | sed 's/=.*//' | tr '\n' ' '; echo
shmctl 0 SHM_INFO | sed 's/=.*//' | tr '\n' ' '; echo
ipcrm -m $id
#> 10
#> 14 shm_perm.__key=0x0000002a
#> 14
#> 2
#> shmmax shmmin shmmni shmall 
#> used_ids shm_tot shm_rss shm_swp 
#! shmctl: MEMBER: 'shm_nosuch': none of

#### shmread and shmwrite: formats, offsets, bounds
#% ipc
shmget -v id IPC_PRIVATE 16 0600
shmwrite $id 0 hello; shmread $id; shmread $id 1 3
shmwrite -f u32 $id 4 1 0xffffffff; shmread -f u32:2 $id 4
shmwrite -f hex $id 0 00ff10; shmread -f hex $id 0 4
shmread -f dump $id
shmwrite $id 14 abc; echo $? $ERRNAME
shmread $id 10 7; echo $? $ERRNAME
shmread $id 17; echo $? $ERRNAME
shmread -f hex $id 12 4
printf 'from\0stdin' | shmwrite -f raw $id 0 -; shmread -f hex $id 0 10
head -c 17 /dev/zero | shmwrite -f raw $id 0 -; echo $?
shmread -o 1 $id 0 4; echo
shmread 9999; echo $? $ERRNAME
ipcrm -m $id
#> hello
#> ell
#> 1 4294967295
#> 00ff106c
#> 00000000  00 ff 10 6c 01 00 00 00  ff ff ff ff 00 00 00 00  |...l............|
#> 00000010
#> 1 EFAULT
#> 1 EFAULT
#> 1 EFAULT
#> 00000000
#> 66726f6d00737464696e
#> 1
#> from
#> 1 EINVAL
#! shmwrite: EFAULT: Bad address (shmid 0: offset 14 and 3 bytes are not inside its 16 bytes)
#! shmread: EFAULT: Bad address (shmid 0: offset 10 and 7 bytes are not inside its 16 bytes)
#! shmread: EFAULT: Bad address (shmid 0: offset 17 and 0 bytes are not inside its 16 bytes)
#! shmwrite: EFAULT: Bad address (shmid 0: offset 0 and 17 bytes are not inside its 16 bytes)
#! shmctl: EINVAL: Invalid argument (shmid 9999: no segment has this id)

#### a segment of somebody else with mode 600: EACCES, EPERM
#% ipc
shmget -v id -c 0x2a 4K
cat >other <<'EOF'
shmget 0x2a 1 0600; echo $? $ERRNAME
shmget -v id 0x2a 1 0; echo $?
shmat -v a $id; echo $? $ERRNAME
shmctl $id IPC_STAT; echo $? $ERRNAME
shmctl $id IPC_RMID; echo $? $ERRNAME
EOF
if setpriv --reuid=65534 --regid=65534 --clear-groups true 2>/dev/null; then
	setpriv --reuid=65534 --regid=65534 --clear-groups $SH <other 2>/dev/null
else
	printf '%s\n' '1 EACCES' 0 '1 EACCES' '1 EACCES' '1 EPERM' # only root can become somebody else
fi
ipcrm -m $id
#> 1 EACCES
#> 0
#> 1 EACCES
#> 1 EACCES
#> 1 EPERM

#### key:KEY stands for the id
#% ipc
shmget -v id -c 0x2a 4K
shmwrite key:0x2a 0 hi; shmread key:0x2a 0 2
shmat -v a key:0x2a; peek $a 2; shmdt $a
shmread key:0x2b; echo $? $ERRNAME
ipcrm -M 0x2a
#> hi
#> hi
#> 1 ENOENT
#! shmget: ENOENT: No such file or directory (key 0x2b)
