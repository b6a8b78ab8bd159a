# Configures the source package "$2", unpacked in ./source, with the shell "$1"; prints a checksum of all that was made.
set -eu
shell=$1
cp -a source work
cd work
CONFIG_SHELL=$shell SHELL=$shell "$shell" ./configure
echo "status $?"
# config.log tells times and process numbers; configure.lineno, which config.status then names, is made only for shells without
# a proper LINENO. The rest must be the same, but for the names of the shell and of this directory.
find . -newer configure -type f ! -name config.log ! -name config.status ! -name configure.lineno ! -name 'conftest*' | LC_ALL=C sort | while IFS= read -r file; do
    printf '%s ' "$file"
    sed "s|$shell|SHELL|g; s|$PWD|PWD|g" "$file" | cksum
done
