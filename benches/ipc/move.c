/* 1 GiB from the pipe on standard input to the pipe on standard output. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <unistd.h>

int main(void)
{
    for (size_t left = 1 << 30; left > 0;) {
        ssize_t moved = splice(0, NULL, 1, NULL, left < (1 << 20) ? left : 1 << 20, 0);
        if (moved <= 0)
            return 1;
        left -= (size_t)moved;
    }
    return 0;
}
