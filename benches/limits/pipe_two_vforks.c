/* The limit of pipelines-of-programs: pipe2, two children of vfork with their ends of the pipe, two waits. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static pid_t start(int end, int other, int as)
{
    char *command[] = {"/bin/true", NULL};
    pid_t child = vfork();
    if (child == 0) {
        dup2(end, as);
        close(end);
        close(other);
        execve(command[0], command, environ);
        _exit(127);
    }
    return child;
}

int main(int argc, char **argv)
{
    long count = argc > 1 ? atol(argv[1]) : 500;
    for (long i = 0; i < count; i++) {
        int ends[2];
        if (pipe2(ends, O_CLOEXEC) != 0)
            return 1;
        pid_t writer = start(ends[1], ends[0], 1);
        close(ends[1]);
        pid_t reader = start(ends[0], ends[0], 0);
        close(ends[0]);
        if (writer < 0 || reader < 0 || waitpid(writer, NULL, 0) < 0 || waitpid(reader, NULL, 0) < 0)
            return 1;
    }
    return 0;
}
