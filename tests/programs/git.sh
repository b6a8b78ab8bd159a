# Drives git's own shell scripts (submodule, filter-branch, request-pull) with each of them run by the shell "$1".
# Run in an empty directory; prints what they print.
set -eu
shell=$1
work=$PWD
core=$(git --exec-path)
mkdir exec
cp -a "$core"/. exec/
for script in git-submodule git-filter-branch git-request-pull git-sh-setup git-sh-i18n; do
    [ -f "$core/$script" ] || continue
    rm -f "exec/$script"
    sed "1s|^#!.*|#!$shell|" "$core/$script" >"exec/$script"
    chmod +x "exec/$script"
done
export GIT_EXEC_PATH="$work/exec" HOME="$work" GIT_CONFIG_NOSYSTEM=1 FILTER_BRANCH_SQUELCH_WARNING=1
export GIT_AUTHOR_NAME=author GIT_AUTHOR_EMAIL=author@example.org GIT_AUTHOR_DATE='2020-01-01T00:00:00Z'
export GIT_COMMITTER_NAME=committer GIT_COMMITTER_EMAIL=committer@example.org GIT_COMMITTER_DATE='2020-01-01T00:00:00Z'
git config --global protocol.file.allow always
git config --global init.defaultBranch main
git config --global advice.detachedHead false

git init -q lib
(cd lib && echo l >l && git add l && git commit -qm lib)
git init -q top
cd top
echo 1 >f && git add f && git commit -qm one
echo 2 >>f && git commit -qam two
echo s >secret && git add secret && git commit -qm secret

echo '== submodule'
git submodule add ../lib sub
git commit -qm sub
git submodule status
git submodule foreach 'echo "$name $path"'
git submodule summary HEAD~1
git submodule deinit -f sub
git submodule update --init
git submodule sync
git submodule bogus || echo "status $?"

echo '== filter-branch'
git filter-branch --index-filter 'git rm -q --cached --ignore-unmatch secret' HEAD
git log --oneline --stat
git filter-branch -f --msg-filter 'tr a-z A-Z' --env-filter 'GIT_AUTHOR_NAME=zz' HEAD
git log --format='%an %s %H'

echo '== request-pull'
git clone -q --bare . ../public.git
git request-pull HEAD~1 ../public.git main
git request-pull || echo "status $?"
