# Descriptors: dup, dup2, close, sysopen, sysread, syswrite, sysseek, fcntl

#### dup gives the lowest free number from 3 on, and the offset is shared
printf 0123456789 >f
sysopen -v a f O_RDONLY
dup -v b $a
echo $a $b
sysread $a 4; sysread $b 3
sysseek $b 0 SEEK_CUR
close $a $b
#> 3 4
#> 0123
#> 456
#> 7

#### dup2 onto an open descriptor replaces it
sysopen -v f out O_WRONLY,O_CREAT,O_TRUNC 0600
dup2 $f 7
echo to seven >&7
close $f 7
cat out
#> to seven

#### dup2 onto itself only clears close-on-exec
sysopen -v f out O_WRONLY,O_CREAT,O_CLOEXEC
fcntl $f F_GETFD
dup2 $f $f
fcntl $f F_GETFD
#> FD_CLOEXEC
#> 0

#### close tells of each descriptor that is not open, and closes the others
sysopen -v f /dev/null O_RDONLY
close 77 $f 78; echo $? $ERRNAME
fcntl $f F_GETFD
#> 1 EBADF
#? 1
#! close: EBADF: Bad file descriptor (fd 77)
#! close: EBADF: Bad file descriptor (fd 78)
#! fcntl: EBADF: Bad file descriptor (fd 3)

#### the shell's own descriptors are not the user's
sysread 255 1; echo $?
close 250; echo $?
#> 1
#> 1
#! read: EBADF: Bad file descriptor (fd 255)
#! close: EBADF: Bad file descriptor (fd 250)

#### sysopen has the flags and the mode of open(2)
umask 022
sysopen -v f new O_WRONLY,O_CREAT,O_EXCL 0666
ls -l new | cut -c1-10
sysopen -v g new O_WRONLY,O_CREAT,O_EXCL; echo $? $ERRNAME
sysopen -v g nodir/new O_WRONLY,O_CREAT; echo $? $ERRNAME
sysopen -v g . O_WRONLY; echo $? $ERRNAME
sysopen g O_RDONLY; echo $?
x=$(sysopen new O_RDONLY); echo $?
#> -rw-r--r--
#> 1 EEXIST
#> 1 ENOENT
#> 1 EISDIR
#> 1
#> 2
#! open: EEXIST: File exists (new)
#! open: ENOENT: No such file or directory (nodir/new)
#! open: EISDIR: Is a directory (.: a directory opens only with O_RDONLY)
#! open: ENOENT: No such file or directory (g)
#! sysopen: the descriptor would be gone when this subshell ends; use: sysopen -v VAR PATH FLAGS

#### sysopen does not know a flag that C does not know
sysopen f O_NOSUCH
#? 2
#! sysopen: FLAGS: unknown flag 'O_NOSUCH'

#### sysread is one read: a short count is no error, then end of file is status 3
printf hello >f
sysopen -v f f O_RDONLY
sysread -c n $f 100; echo $? $n
sysread -c n $f 100; echo $? $n
#> hello
#> 0 5
#> 3 0
#! read: end of file (fd 3)

#### sysread puts what it read into a variable, or on another descriptor
printf 'a b\nc' >f
sysopen -v f f O_RDONLY
sysread -v x $f 3
printf '[%s]\n' "$x"
sysread -o 1 $f; echo
#> [a b]
#>
#> c

#### a variable cannot hold NUL: the escaped form is told, -f hex and -o lose nothing
printf 'a\0b' >f
sysopen -v f f O_RDONLY
sysread -v x $f; echo "$x"
sysseek $f 0
sysread -f hex $f
sysseek $f 0
sysread -o 1 $f | od -An -c
#> a\0000b
#> 0
#> 610062
#> 0
#>    a  \0   b
#! sysread: note: the data hold NUL bytes; the variable has them as \0000 (printf %b); -f hex or -o FD keep them

#### formats are decoded and encoded alike
sysopen -v f f O_RDWR,O_CREAT
for format in text hex base64 u8 i16 u32 i64be f32 f64 cstr; do
	ftruncate $f 0; sysseek $f 0 >/dev/null
	case $format in
	text) set -- 'hi\tthere' ;;
	hex) set -- 6869 ;;
	base64) set -- aGk= ;;
	f*) set -- 1.5 -2 ;;
	cstr) set -- one ;;
	*) set -- 1 2 100 ;;
	esac
	syswrite -f "$format" $f "$@"
	echo "$format $REPLY $(od -An -tx1 f | tr -s ' \n' ' ')"
	sysseek $f 0 >/dev/null
	sysread -f "$format" $f
done
#> text 8  68 69 09 74 68 65 72 65 
#> hi	there
#> hex 2  68 69 
#> 6869
#> base64 2  68 69 
#> aGk=
#> u8 3  01 02 64 
#> 1
#> i16 6  01 00 02 00 64 00 
#> 1
#> u32 12  01 00 00 00 02 00 00 00 64 00 00 00 
#> 1
#> i64be 24  00 00 00 00 00 00 00 01 00 00 00 00 00 00 00 02 00 00 00 00 00 00 00 64 
#> 1
#> f32 8  00 00 c0 3f 00 00 00 c0 
#> 1.5
#> f64 16  00 00 00 00 00 00 f8 3f 00 00 00 00 00 00 00 c0 
#> 1.5
#> cstr 4  6f 6e 65 00 
#> one

#### numbers that do not fit their format are refused before the call
sysopen -v f f O_RDWR,O_CREAT
syswrite -f u8 $f 256; echo $?
syswrite -f i8 $f -129; echo $?
syswrite -f u32 $f x; echo $?
syswrite -f nope $f x; echo $?
ls -s f
#> 2
#> 2
#> 2
#> 2
#> 0 f
#! syswrite: number: '256': out of range 0 to 255
#! syswrite: number: -129 is out of range -128 to 127
#! syswrite: number: x is not a number
#! syswrite: FMT: 'nope': not text, raw, hex, base64, dump, u8…i64, f32, f64 (with le or be and :COUNT), cstr, str:N, struct:NAME

#### syswrite counts what the call took, and -a goes on until all is written
pipe -n p; fcntl ${p[1]} F_SETPIPE_SZ 4096 >/dev/null
syswrite -c n -z 100000 ${p[1]}; echo $? $n
syswrite -c n ${p[1]} x; echo $? $n
close ${p[0]} ${p[1]}
pipe p
syswrite -a -c n -z 100000 ${p[1]} &
(close ${p[1]}; wc -c <&${p[0]}) &
close ${p[0]} ${p[1]}
wait
#> 0 4096
#> 4 0
#> 100000
#! write: EAGAIN: Resource temporarily unavailable (fd 4)

#### syswrite without a reader is EPIPE; with --signal a child dies of SIGPIPE
pipe p; close ${p[0]}
syswrite ${p[1]} x; echo $? $ERRNAME
syswrite --signal ${p[1]} x; echo $?
close ${p[1]}
#> 1 EPIPE
#> 141
#! write: EPIPE: Broken pipe (fd 4)

#### syswrite takes data from standard input with -
printf 'a\0b' | syswrite -f raw 1 - | od -An -c
#>    a  \0   b

#### the wrong end of a pipe is EBADF
pipe r w
syswrite $r x; echo $? $ERRNAME
sysread $w 1; echo $? $ERRNAME
close $r $w
#> 1 EBADF
#> 1 EBADF
#! write: EBADF: Bad file descriptor (fd 3)
#! read: EBADF: Bad file descriptor (fd 4)

#### sysseek has the whences of lseek(2)
printf 0123456789 >f
sysopen -v f f O_RDONLY
sysseek $f 4; sysseek $f -2 SEEK_CUR; sysseek $f -1 SEEK_END; sysseek -v at $f 0 SEEK_CUR; echo $at
sysseek $f 0 SEEK_DATA; sysseek $f 0 SEEK_HOLE
sysseek $f -1; echo $? $ERRNAME
sysseek $f 0 SEEK_NOWHERE; echo $?
pipe p; sysseek ${p[0]} 0; echo $? $ERRNAME; close ${p[0]} ${p[1]}
#> 4
#> 2
#> 9
#> 9
#> 0
#> 10
#> 1 EINVAL
#> 2
#> 1 ESPIPE
#! lseek: EINVAL: Invalid argument (fd 3, offset -1)
#! sysseek: WHENCE: 'SEEK_NOWHERE' is none of
#! lseek: ESPIPE: Illegal seek (fd 4, offset 0: pipes, FIFOs and sockets have no offset)

#### fcntl decodes and changes the flags
sysopen -v f f O_RDWR,O_CREAT,O_APPEND
fcntl $f F_GETFL
fcntl $f +O_NONBLOCK; fcntl $f F_GETFL
fcntl $f -O_APPEND; fcntl $f F_GETFL
fcntl $f F_SETFL O_APPEND; fcntl $f F_GETFL
fcntl $f F_SETFD FD_CLOEXEC; fcntl $f F_GETFD
fcntl $f F_SETFD 0; fcntl $f F_GETFD
fcntl $f -O_CLOEXEC +O_CLOEXEC; fcntl $f F_GETFD
fcntl $f +O_CREAT; echo $?; fcntl $f F_GETFL
#> O_RDWR|O_APPEND
#> O_RDWR|O_APPEND|O_NONBLOCK
#> O_RDWR|O_NONBLOCK
#> O_RDWR|O_APPEND
#> FD_CLOEXEC
#> 0
#> FD_CLOEXEC
#> 0
#> O_RDWR|O_APPEND
#! fcntl: note: F_SETFL cannot change O_RDONLY|O_CREAT; only O_APPEND O_ASYNC O_DIRECT O_NOATIME O_NONBLOCK change after open

#### fcntl duplicates from a number on
sysopen -v f f O_RDWR,O_CREAT
fcntl -v d $f F_DUPFD 50; echo $d; fcntl $d F_GETFD
fcntl -v e $f F_DUPFD_CLOEXEC 50; echo $e; fcntl $e F_GETFD
close $d $e
#> 50
#> 0
#> 51
#> FD_CLOEXEC

#### fcntl seals a memfd
memfd_create -v m demo MFD_ALLOW_SEALING
ftruncate $m 10
fcntl $m F_ADD_SEALS F_SEAL_SHRINK,F_SEAL_GROW
fcntl $m F_GET_SEALS
ftruncate $m 5; echo $? $ERRNAME
ftruncate $m 20; echo $? $ERRNAME
memfd_create -v n plain
fcntl $n F_ADD_SEALS F_SEAL_WRITE; echo $? $ERRNAME
#> F_SEAL_SHRINK|F_SEAL_GROW
#> 1 EPERM
#> 1 EPERM
#> 1 EPERM
#! ftruncate: EPERM: Operation not permitted (fd 3, length 5: a seal forbids it)
#! ftruncate: EPERM: Operation not permitted (fd 3, length 20: a seal forbids it)
#! fcntl: EPERM: Operation not permitted (fd 4, arg F_SEAL_WRITE)

#### fcntl locks a range: another open file description is told who has it
printf 0123456789 >f
sysopen -v f f O_RDWR
fcntl $f F_OFD_SETLK F_WRLCK 0 5
sysopen -v g f O_RDWR
fcntl $g F_OFD_SETLK F_WRLCK SEEK_SET 4 1; echo $? $ERRNAME
fcntl $g F_OFD_SETLK F_WRLCK 5 1; echo $?
fcntl $g F_OFD_GETLK F_WRLCK 0 1
fcntl -t 0.05 $g F_OFD_SETLKW F_WRLCK 0 1; echo $?
fcntl $f F_OFD_SETLK F_UNLCK 0 0
fcntl $g F_OFD_SETLKW F_WRLCK 0 1; echo $?
#> 4 EAGAIN
#> 0
#> l_type=F_WRLCK
#> l_whence=SEEK_SET
#> l_start=0
#> l_len=5
#> l_pid=-1
#> 124
#> 0
#! fcntl: EAGAIN: Resource temporarily unavailable (fd 4, cmd F_OFD_SETLK: held through another open file description)
#! fcntl: timed out after 50ms (fd 4, cmd F_OFD_SETLKW)

#### fcntl of a descriptor that is not open
fcntl 99; echo $? $ERRNAME
fcntl 99 F_GETFD; echo $? $ERRNAME
fcntl x; echo $?
fcntl 1 F_NOSUCH; echo $?
#> 1 EBADF
#> 1 EBADF
#> 2
#> 2
#! fcntl: EBADF: Bad file descriptor (fd 99)
#! fcntl: EBADF: Bad file descriptor (fd 99)
#! fcntl: FD: x is not a number
#! fcntl: CMD: 'F_NOSUCH' is none of

#### pathconf and fpathconf
fpathconf 1 _PC_PIPE_BUF
fpathconf 1 PIPE_BUF
pathconf / NAME_MAX
fpathconf 1 | grep -c =
fpathconf 99 PIPE_BUF; echo $? $ERRNAME
pathconf nowhere NAME_MAX; echo $? $ERRNAME
pathconf / NOSUCH; echo $?
#> 4096
#> 4096
#> 255
#> 20
#> 1 EBADF
#> 1 ENOENT
#> 2
#! fpathconf: EBADF: Bad file descriptor (fd 99, name _PC_PIPE_BUF)
#! pathconf: ENOENT: No such file or directory (nowhere, name _PC_NAME_MAX)
#! pathconf: NAME: 'NOSUCH' is none of

#### what read has read ahead is not read for the descriptor builtins
seq 9 >f
exec 3<f
read -u 3 a; read -u 3 a; read -u 3 a
sysseek 3 0 SEEK_CUR
sysread 3 2
read -u 3 b; read -u 3 -n 1 c; read -u 3 -N 2 d; read -u 3 -d 8 e; read -t 30 -u 3 g; read -u 3 h
printf '[%s]\n' "$a" "$b" "$c" "$d" "$e" "$g" "$h"
#> 6
#> 4
#> [3]
#> [5]
#> [6]
#> [
#> 7]
#> []
#> []
#> [9]

#### what read has read ahead is not read for a copy of the shell, mapfile, /proc and trace
seq 12 >f
exec 3<f
read -u 3 a; read -u 3 a; read -u 3 a
fork pid
if [ $pid -eq 0 ]; then read -u 3 b; echo "child $b"; exit; fi
waitpid $pid >/dev/null
read -u 3 a; read -u 3 a
while read -r k v; do case $k in pos:) echo "offset $v" ;; esac; done </proc/$$/fdinfo/3
read -u 3 b; mapfile -t -n 2 -u 3 m
read -u 3 c
trace -o /dev/null read -u 3 d
read -u 3 e
echo $a $b "${m[@]}" $c $d $e
#> child 4
#> offset 12
#> 6 7 8 9 10 11 12

#### fds hides what the shell keeps for itself, and only that
pipe -x p
fcntl -v high ${p[0]} F_DUPFD_CLOEXEC 60
fds >out
awk -v fd=$high '$1 == fd { print $1, $2 }' out
fds --diff '{ fds >inside; fds -a >all; } 2>/dev/null'
awk '$1 >= 10 { print $1 }' out >before
awk '$1 >= 10 { print $1 }' inside | cmp before -
echo $(($(wc -l <all) - $(wc -l <inside)))
#> 60 pipe
#> 2

#### a close-on-exec descriptor of the user may be copied, whatever its number
echo text >f
sysopen -v f f O_RDONLY
fcntl -v high $f F_DUPFD_CLOEXEC 60
cat <&$high
#> text

#### fds --peers says who holds the other end
pipe p
fds --peers >out
sed -n "/^ *${p[0]} /,/other end/p" out | sed -n 's/.*other end/other end/p'
sleep 1000 <&${p[0]} 3<&- 4<&- &
child=$!
close ${p[0]}
until [ "$(cat /proc/$child/comm)" = sleep ]; do :; done
fds --peers >out
sed -n "/^ *${p[1]} /,/other end/p" out | sed -n 's/.*other end: \([a-z]*\) ([0-9]*) fd \([0-9]*\).*/\1 \2/p'
kill $child
wait $child
fds --peers >out
sed -n "/^ *${p[1]} /,/other end/p" out | sed -n 's/.*other end: //p'
close ${p[1]}
#> other end: fd 4 here; you hold both ends: no end of file while it is open
#> sleep 0
#> nobody

#### fds --ofd gives those that share an open file description one letter
echo text >f
exec 5<f 6<f 7<&5
fds --ofd | awk '$1 >= 5 && $1 <= 7 { letter[$1] = $2 } END { print letter[5] == letter[7], letter[5] == letter[6] }'
fds --ofd -j | tr '{' '\n' | sed -n 's/.*"fd":\([567]\),.*"ofd":"\([A-Z0-9]*\)".*/\1 \2/p' |
    awk '{ letter[$1] = $2 } END { print letter[5] == letter[7], letter[5] == letter[6] }'
#> 1 0
#> 1 0

#### fds --diff shows what a command opened, changed and closed, and has its status
echo text >f
exec 5<f 6<f 7<f
fds --diff 'exec 5<&- 6>g 8<f; (exit 3)' | sed 's|/.*/||'
echo ${PIPESTATUS[0]}
fds --diff 'echo nothing >g'
#> -   5 reg      r    f
#> -   6 reg      r    f
#> +   6 reg      w    g
#> +   8 reg      r    f
#> 3

#### fds --diff -j has the same members as fds -j, and which change it was
echo text >f
exec 5<f
fds -j --ofd --peers --diff 'exec 5<&-; pipe p' | tr '{' '\n' |
    sed -n 's/.*"fd":\([0-9]*\),"type":"\([a-z]*\)".*"change":"\([-+]\)".*/\3 \1 \2/p'
fds -j --diff :
fds -j | tr '{' '\n' | grep -c '"fd":0,.*"cloexec":.*"offset":.*"object":'
#> - 5 reg
#> + 3 pipe
#> + 4 pipe
#> []
#> 1

#### fds -j --peers tells who holds the other ends
pipe p
fds -j --peers >out
tr '{' '\n' <out | sed -n 's/.*"fd":4,.*"peers":"\([^"]*\)".*/\1/p'
#> fd 3 here

#### what the shell has saved for later cannot be closed by chance; a number that the user wants is given up
{ for fd in 10 11 12 13 14 15 16 17 18 19; do close -q $fd; done; } >/dev/null; echo here
{ dup2 -q 1 10; dup2 -q 1 11; dup2 -q 1 12; } >/dev/null; echo still
{ { exec 10>f; exec 11>f; exec 12>&-; echo text >&11; } 2>/dev/null; echo hidden; } >/dev/null; echo here again; cat f
{ echo more 10>>f 11>>f >&11; } >/dev/null; cat f
#> here
#> still
#> here again
#> text
#> text
#> more
