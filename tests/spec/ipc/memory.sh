# Memory: mmap and its family, peek, poke, hexdump, atomic, futex, struct

#### a shared mapping is the file, at once, and stays when descriptor and name go
printf 'hello world' >f
mmap -v a -w f
poke $a HELLO; cat f; echo
sysopen -v f f O_RDWR; mmap -v b NULL 11 PROT_READ MAP_SHARED $f 0; close $f
peek $b 5
cp f copy; rm f; poke $a J; peek $b
munmap $a; munmap $b
#> HELLO world
#> HELLO
#> JELLO world

#### a private mapping sees others' changes until its own first store
printf 'hello' >f
mmap -v a -p -w f; mmap -v b -w f
poke $b J; peek $a 5
poke $a+1 E; poke $b+2 L; peek $a 5; cat f; echo
#> Jello
#> JEllo
#> JeLlo

#### lengths and offsets: what the kernel takes
printf '%5000s' x >f
sysopen -v f f O_RDWR
mmap -v a NULL 5000 PROT_READ MAP_SHARED $f 0; echo $?
mmap -v b NULL 0 PROT_READ MAP_SHARED $f 0; echo $? $ERRNAME
mmap -v b NULL 4096 PROT_READ MAP_SHARED $f 1000; echo $? $ERRNAME
mmap -v b NULL 4096 PROT_READ MAP_SHARED $f 4K; peek -f u8 $b+903
mmap -v b NULL 4096 PROT_READ MAP_SHARED 99 0; echo $? $ERRNAME
mmap -v b NULL 4096 PROT_READ NOSUCH $f 0; echo $?
mmap -v b NULL 4096 PROT_READ 0 $f 0; echo $? $ERRNAME
mmap -v b NULL 4096 PROT_READ MAP_SHARED,MAP_PRIVATE $f 0; echo $?
pipe p; mmap -v b NULL 4096 PROT_READ MAP_SHARED ${p[0]} 0; echo $? $ERRNAME
sysopen -v w f O_WRONLY; mmap -v b NULL 4096 PROT_WRITE MAP_SHARED $w 0; echo $? $ERRNAME
sysopen -v r f O_RDONLY; mmap -v b NULL 4096 PROT_WRITE MAP_SHARED $r 0; echo $? $ERRNAME
mmap -v b NULL 4096 PROT_READ,PROT_WRITE MAP_PRIVATE $r 0; echo $?
x=$(mmap -a 4K); echo $?
#> 0
#> 1 EINVAL
#> 1 EINVAL
#> 120
#> 1 EBADF
#> 2
#> 1 EINVAL
#> 2
#> 1 ENODEV
#> 1 EACCES
#> 1 EACCES
#> 0
#> 2
#! mmap: EINVAL: Invalid argument (length 0, prot PROT_READ, flags MAP_SHARED, fd 3: length is 0; an empty file cannot be mapped whole)
#! mmap: EINVAL: Invalid argument (length 4096, prot PROT_READ, flags MAP_SHARED, fd 3: offset is not a multiple of the page size)
#! mmap: EBADF: Bad file descriptor (length 4096, prot PROT_READ, flags MAP_SHARED, fd 99)
#! mmap: FLAGS: unknown flag 'NOSUCH'
#! mmap: EINVAL: Invalid argument (length 4096, prot PROT_READ, flags 0, fd 3: neither MAP_SHARED nor MAP_PRIVATE is given)
#! mmap: FLAGS: MAP_SHARED|MAP_PRIVATE is MAP_SHARED_VALIDATE to the kernel, not both; choose one, or --force
#! mmap: ENODEV: No such device (length 4096, prot PROT_READ, flags MAP_SHARED, fd 4: pipes, sockets and directories cannot be mapped)
#! mmap: EACCES: Permission denied (length 4096, prot PROT_WRITE, flags MAP_SHARED, fd 6: the descriptor must be open for reading, whatever PROT is)
#! mmap: EACCES: Permission denied (length 4096, prot PROT_WRITE, flags MAP_SHARED, fd 7: a shared mapping for writing needs a descriptor open with O_RDWR)
#! mmap: the mapping would be gone when this subshell ends; use: mmap -v VAR …

#### behind the end of the file: zeros to the page's end, then SIGBUS, then SIGSEGV, all avoided
printf '%5000s' x >f
sysopen -v f f O_RDWR
mmap -v a NULL 5p PROT_READ,PROT_WRITE MAP_SHARED $f 0
peek -f u8 -n 3 $a+4999
peek -f u8 $a+8191
peek -f u8 $a+8192; echo $? $ERRNAME
poke $a+8192 x; echo $? $ERRNAME
peek -f u8 $a+20480; echo $? $ERRNAME
peek --signal $a+8192; echo $?
peek --signal $a+99999999; echo $?
ftruncate $f 100; peek -f u8 $a+4096; echo $? $ERRNAME
echo alive
#> 120 0 0
#> 0
#> 1 EFAULT
#> 1 EFAULT
#> 1 EFAULT
#> 135
#> 139
#> 1 EFAULT
#> alive
#! peek: EFAULT: SIGBUS avoided: offset 8192 is past the end of
#! poke: EFAULT: SIGBUS avoided: offset 8192 is past the end of
#! peek: EFAULT: SIGSEGV avoided:
#! peek: EFAULT: SIGBUS avoided: offset 4096 is past the end of

#### PROT_NONE and mprotect
mmap -v a -a 8K
poke $a one; mprotect $a 4K PROT_READ; poke $a two; echo $? $ERRNAME
mprotect $a 4K PROT_NONE; peek $a 3; echo $? $ERRNAME
poke $a+4096 second; peek $a+4096 6
mprotect $a 4K PROT_READ,PROT_WRITE; peek $a 3
mprotect $((a + 1)) 4K PROT_READ; echo $? $ERRNAME
#> 1 EFAULT
#> 1 EFAULT
#> second
#> one
#> 1 EINVAL
#! poke: EFAULT: SIGSEGV avoided:
#! peek: EFAULT: SIGSEGV avoided:
#! mprotect: EINVAL: Invalid argument (addr

#### munmap
mmap -v a -a 8K
munmap $a 4K; peek -f u8 $a; echo $?; peek -f u8 $a+4096
munmap $((a + 4096)) 4K; munmap $((a + 1)) 4K; echo $? $ERRNAME
munmap $a 0; echo $? $ERRNAME
#> 1
#> 0
#> 1 EINVAL
#> 1 EINVAL
#! peek: EFAULT: SIGSEGV avoided:
#! munmap: EINVAL: Invalid argument (addr
#! munmap: EINVAL: Invalid argument (addr

#### mremap, msync, mincore, madvise, mlock
mmap -v a -a 2p
mincore $a; poke $a x; mincore $a
mremap -v b $a 2p 3p MREMAP_MAYMOVE; peek $b 1; mincore $b 3p
msync $b 3p MS_SYNC; echo $?
msync $((b + 1)) 1p MS_SYNC; echo $? $ERRNAME
madvise $b 1p MADV_DONTNEED; echo $?
madvise $b 1p MADV_NOSUCH; echo $?
mlock $b 1p; echo $?; munlock $b 1p; echo $?
munmap $b
#> 00
#> 10
#> x
#> 100
#> 0
#> 1 EINVAL
#> 0
#> 2
#> 0
#> 0
#! msync: EINVAL: Invalid argument (addr
#! madvise: ADVICE: 'MADV_NOSUCH' is none of

#### an anonymous mapping is shared with children, a memfd with anybody
mmap -v a -a 4K
(poke $a child); peek $a 5
memfd_create -v m demo; ftruncate $m 4K
mmap -v b NULL 4K PROT_READ,PROT_WRITE MAP_SHARED $m 0
$SH -c "mmap -v x NULL 4K PROT_READ,PROT_WRITE MAP_SHARED $m 0; poke \$x stranger"; peek $b 8
#> child
#> stranger

#### peek and poke in all formats
mmap -v a -a 4K
poke -f u8 $a 1 2 255; peek -f u8 -n 3 $a; peek -f hex $a 4
poke -f i32le $a -1; peek -f u32 $a; peek -f i64 $a
poke -f u16be $a 258; peek -f hex $a 2; peek -f u16le $a
poke -f f64 $a 0.1; peek -f f64 $a
poke -f cstr $a text; peek -f cstr $a; peek -f str:8 $a; peek -f base64 $a 5
printf 'from stdin' | poke -f raw $a -; peek $a 10
peek -v v $a 4; echo $v; peek -o 1 $a 4; echo
peek -f dump $a 16 | grep -o '  66.*'
hexdump $a 16 | grep -o '  66.*'
poke -f u8 $a 256; echo $?
peek -f u32 -n x $a; echo $?
peek; echo $?
peek nowhere; echo $?
#> 1 2 255
#> 0102ff00
#> 4294967295
#> 4294967295
#> 0102
#> 513
#> 0.1
#> text
#> text
#> dGV4dAA=
#> from stdin
#> from
#> from
#>   66 72 6f 6d 20 73 74 64  69 6e 00 00 00 00 00 00  |from stdin......|
#>   66 72 6f 6d 20 73 74 64  69 6e 00 00 00 00 00 00  |from stdin......|
#> 2
#> 2
#> 2
#> 2
#! poke: number: '256': out of range 0 to 255
#! peek: COUNT: x is not a number
#! peek: missing operand ADDR[+OFF]
#! peek: ADDR: nowhere is not a number

#### atomic steps give what was there before
mmap -v a -a 4K
atomic $a add 5; atomic $a sub 2; atomic $a xchg 10; atomic $a cas 10 11; atomic $a cas 10 12; atomic $a load
atomic $a store 7; atomic -v n $a load; echo $n
atomic -f u64 $a+8 sub 1; atomic -f i64 $a+8 load; atomic -f u8 $a+16 add 255; atomic -f u8 $a+16 add 2; atomic -f u8 $a+16 load
atomic $a+2 load; echo $?
atomic $a nosuch; echo $?
atomic $a add x; echo $?
atomic $a+4096 load; echo $? $ERRNAME
mprotect $a 4K PROT_READ; atomic $a add 1; echo $? $ERRNAME; atomic $a load
#> 0
#> 5
#> 3
#> 10
#> 11
#> 11
#> 7
#> 0
#> -1
#> 0
#> 255
#> 1
#> 1
#> 2
#> 2
#> 1 EFAULT
#> 1 EFAULT
#> 7
#! atomic: EINVAL: Invalid argument (ptr
#! atomic: OP: 'nosuch': none of
#! atomic: number: x is not a number
#! atomic: EFAULT: SIGSEGV avoided:
#! atomic: EFAULT: SIGSEGV avoided:

#### no increment is lost with atomic
mmap -v a -a 4K
for p in 1 2 3 4; do (i=0; while [ $i -lt 500 ]; do atomic $a add 1 >/dev/null; i=$((i + 1)); done) & done
wait
atomic $a load
#> 2000

#### futex
mmap -v a -a 4K
futex -t 0.05 wait $a 0; echo $?
futex wait $a 1; echo $? $ERRNAME
futex wake $a
(until [ $(atomic $a load) = 1 ]; do futex -q wait $a 0; done; echo woken) &
(until [ $(atomic $a load) = 1 ]; do futex -q wait $a 0; done; echo woken) &
atomic $a store 1; futex -v n wake $a 9; wait
futex wait $a+2 0; echo $?
#> 124
#> 1 EAGAIN
#> 0
#> woken
#> woken
#> 1
#! futex: timed out after 50ms (uaddr
#! futex: EAGAIN: Resource temporarily unavailable (uaddr
#! futex: EINVAL: Invalid argument (uaddr

#### struct lays out as C does
struct point '{ char tag; int x; short y[3]; double z; }'
struct -s -p packed '{ char tag; int x; }'; struct packed
mmap -v a -a 4K
poke -f struct:point $a tag=65 x=-7 y[1]=300 z=1.5
peek -f struct:point $a
peek -f hex $a 8
poke -f struct:point $a x=8; peek -f struct:point $a
poke -f struct:point $a nosuch=1; echo $?
peek -f struct:nosuch $a; echo $?
struct bad '{ int }'; echo $?
struct -s outer '{ struct point p; uint8_t n; }'; poke -f struct:outer $a p.x=9 n=1; peek -f struct:outer $a
struct -u packed; struct packed; echo $?
#> struct point {
#>     char tag;                        /*    0     1 */
#>     /* padding */                    /*    1     3 */
#>     int x;                           /*    4     4 */
#>     short y[3];                      /*    8     6 */
#>     /* padding */                    /*   14     2 */
#>     double z;                        /*   16     8 */
#> };  /* size 24, alignment 8 */
#> struct packed {
#>     char tag;                        /*    0     1 */
#>     int x;                           /*    1     4 */
#> };  /* size 5, alignment 1 */
#> tag = 65 'A'
#> x = -7
#> y = {0, 300, 0}
#> z = 1.5
#> 41000000f9ffffff
#> tag = 65 'A'
#> x = 8
#> y = {0, 300, 0}
#> z = 1.5
#> 2
#> 2
#> 2
#> p.tag = 65 'A'
#> p.x = 9
#> p.y = {0, 300, 0}
#> p.z = 1.5
#> n = 1
#> 1
#! poke: DATA: 'nosuch=1': no such member
#! peek: FMT: 'nosuch': no such structure; struct describes one
#! struct: unknown type ''
#! struct: struct packed is not described

#### maps and attachments
#% ipc
shmget -v id IPC_PRIVATE 4K 0600; shmat -v s $id; mmap -v a -a 8K
attachments | grep -c .
attachments -j | python3 -c 'import json,sys; print(sorted(x["size"] for x in json.load(sys.stdin)))'
maps | grep -c '\*'
maps $$ | grep -c "segment $id"
maps 99999999; echo $?
ipcrm -m $id
#> 3
#> [4096, 8192]
#> 2
#> 1
#> 1
#! open: ENOENT: No such file or directory (/proc/99999999/maps)

#### mapping a FIFO or a directory by its name fails at once
mkfifo f
mmap -v a f 4K; echo $? $ERRNAME
mmap -v a -w . 4K; echo $? $ERRNAME
#> 1 ENODEV
#> 1 EISDIR

#### more than there is is refused before it is fetched
mmap -v a -a 8K
peek -q $a 4294967296; echo $? $ERRNAME
peek -q $a 9223372036854775807; echo $? $ERRNAME
munmap $a
#> 1 EFAULT
#> 1 EFAULT
