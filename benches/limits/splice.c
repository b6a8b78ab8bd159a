/* How fast a pipe can be: 1 GiB of a file's pages spliced into it and on to /dev/null, never copied. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <unistd.h>

enum { BLOCK = 64 * 1024, COUNT = 16 * 1024 };

int main(void)
{
    int ends[2], file = open("block", O_RDWR | O_CREAT | O_TRUNC, 0600), sink = open("/dev/null", O_WRONLY);
    if (file < 0 || sink < 0 || pipe(ends) != 0 || ftruncate(file, BLOCK) != 0)
        return 1;
    for (int i = 0; i < COUNT; i++) {
        __off64_t at = 0;
        ssize_t in = splice(file, &at, ends[1], NULL, BLOCK, 0);
        for (ssize_t out = 0; out < in;) {
            ssize_t moved = splice(ends[0], NULL, sink, NULL, (size_t)(in - out), 0);
            if (moved <= 0)
                return 1;
            out += moved;
        }
        if (in <= 0)
            return 1;
    }
    return 0;
}
