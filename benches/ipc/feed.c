/* 1 GiB into the pipe on standard output, without copying. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/uio.h>

int main(void)
{
    static char block[64 * 1024];
    for (size_t left = 1 << 30; left > 0;) {
        struct iovec part = { block, left < sizeof block ? left : sizeof block };
        ssize_t moved = vmsplice(1, &part, 1, 0);
        if (moved <= 0)
            return 1;
        left -= (size_t)moved;
    }
    return 0;
}
