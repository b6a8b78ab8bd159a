/* The limit of start-up: a process that ends at once, linked statically. */
int main(void)
{
    return 0;
}
